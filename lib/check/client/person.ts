/**
 * A client that a person has started: the person is told what to type, and asked what it shows.
 *
 * @module
 */

import { type Words, words } from "../words.ts";
import type { Actor, Script } from "./actor.ts";
import type { Stage } from "./stage.ts";

/** Milliseconds that a person may take. */
const PATIENCE = 120_000;

/** How a person is spoken to. */
export interface Dialogue {
  /** Shows a line. */
  tell(line: Words): void;
  /** Asks something that is answered by yes or no; `undefined` if nobody can answer. */
  ask(question: Words): Promise<boolean | undefined>;
}

/** Leads a person. */
export class PersonActor implements Actor {
  /** See {@linkcode Actor.patience}. */
  readonly patience: number = PATIENCE;
  readonly #stage: Stage;
  readonly #dialogue: Dialogue;

  /** An actor that speaks by `dialogue`; the client connects to `stage`. */
  constructor(stage: Stage, dialogue: Dialogue) {
    this.#stage = stage;
    this.#dialogue = dialogue;
  }

  /** See {@linkcode Actor.begin}. */
  async begin(): Promise<void> {
    if (this.#stage.connected > 0) return;
    const { port } = this.#stage;
    this.#dialogue.tell(
      words(
        `Start your client again, if it has ended: 127.0.0.1 port ${port}`,
        `Jalankan lagi klien Anda jika sudah berakhir: 127.0.0.1 port ${port}`,
      ),
    );
    await Promise.resolve();
  }

  /** See {@linkcode Actor.type}. */
  type(line: string): Promise<void> {
    this.#dialogue.tell(words(`Type into your client:   ${line}`, `Ketik di klien Anda:   ${line}`));
    return Promise.resolve();
  }

  /** See {@linkcode Actor.hasShown}. */
  async hasShown(text: string): Promise<boolean | undefined> {
    return await this.#dialogue.ask(words(`Does it show ${text} ?`, `Apakah ia menampilkan ${text} ?`));
  }

  /** See {@linkcode Actor.hasShownRaw}. */
  async hasShownRaw(): Promise<boolean | undefined> {
    return await this.#dialogue.ask(words("Did the screen become empty?", "Apakah layarnya menjadi kosong?"));
  }

  /** See {@linkcode Actor.isSound}. */
  async isSound(): Promise<boolean | undefined> {
    const crashed = await this.#dialogue.ask(
      words("Did it end with an exception?", "Apakah ia berakhir dengan exception?"),
    );
    return crashed === undefined ? undefined : !crashed;
  }

  /** See {@linkcode Actor.stateAfterLoss}. */
  async stateAfterLoss(_script: Script): Promise<"sound" | "crashed" | "hangs" | undefined> {
    const isSound = await this.isSound();
    if (isSound === undefined) return undefined;
    if (!isSound) return "crashed";
    const goesOn = await this.#dialogue.ask(
      words(
        "Did it say so, or end, or does it take commands?",
        "Apakah ia memberi tahu, atau berakhir, atau masih menerima perintah?",
      ),
    );
    return goesOn === false ? "hangs" : "sound";
  }
}
