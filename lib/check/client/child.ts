/**
 * A client as a process: what it is typed goes to its standard input, what it shows is read from its outputs. It needs the
 * right to run programs.
 *
 * @module
 */

import { CLOCKS } from "../../clock.ts";
import { atMost } from "../../async.ts";
import { killGroup, startShell } from "../command/program.ts";
import { type Actor, fill, type Script } from "./actor.ts";
import type { Stage } from "./stage.ts";

/** Characters of its output that are kept. */
const MAX_OUTPUT = 4 * 1024 * 1024;

/** What a program prints that ends by an exception, in the languages that students write. */
const EXCEPTION =
  /Traceback \(most recent|Exception in thread|Unhandled|Uncaught|panicked at|Segmentation fault|core dumped|goroutine \d+ \[/;

/** Milliseconds in which a client is to end or to do anything when it has lost its connection. */
const LOSS_TIME = 4_000;

/** Starts a client anew for each scene. Disposing of it kills the last one. */
export class ChildActor implements Actor, AsyncDisposable {
  /** See {@linkcode Actor.patience}. */
  readonly patience: number;
  readonly #command: string;
  readonly #stage: Stage;
  #child: Deno.ChildProcess | undefined;
  #input: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #output = "";
  #status: Deno.CommandStatus | undefined;
  #wake: () => void = () => {};

  /** An actor that starts `command`, which connects to `stage`. `patience` is in milliseconds. */
  constructor(command: string, stage: Stage, patience: number) {
    this.#command = command;
    this.#stage = stage;
    this.patience = patience;
  }

  /** See {@linkcode Actor.begin}. */
  async begin(): Promise<void> {
    await this[Symbol.asyncDispose]();
    await this.#stage.isLeft(this.patience);
    [this.#output, this.#status] = ["", undefined];
    const child = startShell(this.#command, { stdin: "piped", stdout: "piped", stderr: "piped" });
    this.#child = child;
    this.#input = child.stdin.getWriter();
    for (const stream of [child.stdout, child.stderr]) void this.#read(stream);
    void child.status.then((status) => {
      if (this.#child === child) this.#status = status;
      this.#wake();
    });
  }

  /** See {@linkcode Actor.type}. */
  async type(line: string): Promise<void> {
    // A client that has ended reads nothing more: the scene notices.
    await this.#input?.write(new TextEncoder().encode(`${line}\n`)).catch(() => {});
  }

  /** See {@linkcode Actor.hasShown}. */
  async hasShown(text: string): Promise<boolean> {
    return await this.#until(() => this.#output.includes(text), this.patience);
  }

  /** See {@linkcode Actor.hasShownRaw}. */
  hasShownRaw(text: string): Promise<boolean> {
    return Promise.resolve(this.#output.includes(text));
  }

  /** See {@linkcode Actor.isSound}. */
  async isSound(): Promise<boolean> {
    return !await this.#until(() => EXCEPTION.test(this.#output), Math.min(this.patience, 1_000));
  }

  /** See {@linkcode Actor.stateAfterLoss}. */
  async stateAfterLoss({ list, exit }: Script): Promise<"sound" | "crashed" | "hangs"> {
    const before = this.#output.length;
    const isDone = () => this.#status !== undefined || this.#output.length > before || this.#stage.connected > 0;
    let isAlive = await this.#until(isDone, LOSS_TIME);
    if (!isAlive) {
      await this.type(fill(list));
      await this.type(fill(exit));
      isAlive = await this.#until(isDone, LOSS_TIME);
    }
    if (!await this.isSound()) return "crashed";
    return isAlive ? "sound" : "hangs";
  }

  /** See {@linkcode AsyncDisposable}. */
  async [Symbol.asyncDispose](): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    await this.#input?.close().catch(() => {});
    killGroup(child);
    await atMost(this.patience, child.status);
  }

  async #read(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const piece of stream) {
      this.#output = (this.#output + decoder.decode(piece, { stream: true })).slice(-MAX_OUTPUT);
      this.#wake();
    }
  }

  /** Waits for what its output or its end brings; tells whether it came. */
  async #until(is: () => boolean, milliseconds: number): Promise<boolean> {
    const end = CLOCKS.elapsed() + milliseconds;
    while (!is()) {
      const left = end - CLOCKS.elapsed();
      if (left <= 0) return false;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await atMost(Math.min(left, 100), promise);
    }
    return true;
  }
}
