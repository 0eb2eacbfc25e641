/**
 * Questions to a person at the terminal whose answers are not shown. It knows no account.
 *
 * @module
 */

import { stdin } from "../../input.ts";
import { endProgram, stdout } from "../../output.ts";
import { escapeControls } from "../../sanitize.ts";
import { Tty } from "../../tty.ts";
import { Utf8Decoder } from "../../utf8.ts";

const SIGNALS: readonly (readonly [name: Deno.Signal, code: number])[] = Deno.build.os === "windows"
  ? [["SIGINT", 130]]
  : [["SIGINT", 130], ["SIGTERM", 143]];

/** What ends an answer: Enter, Ctrl-D; and Ctrl-C, where it is no signal. */
// deno-lint-ignore no-control-regex
const END = /[\r\n\x03\x04]/;
// What keys such as the arrows send.
// deno-lint-ignore no-control-regex
const SEQUENCES = /\x1b(?:\[[0-?]*[ -/]*[@-~]|O?[ -~])/g;

/**
 * Asks one question after the other. Ctrl-C and SIGTERM end the program, and leave the terminal as it was. Nothing is
 * shown of what is typed, between the questions either, nor after the program was stopped and goes on.
 *
 * `promptSecret()` of `@std/cli` reads without a pause, so that no signal is heard before the answer.
 *
 * @returns The answers; bytes that were not UTF-8 are lone surrogates in them.
 * @throws {Error} If standard input is no terminal.
 */
export async function askSecrets(questions: readonly string[]): Promise<string[]> {
  let asked = "";
  using tty = new Tty({ onContinue: () => tell(asked) });
  using _ = endOnSignals(tty);
  tty.setRaw(true);
  const answers: string[] = [];
  const typed = { rest: "", utf8: new Utf8Decoder() };
  for (const question of questions) {
    tell(asked = `${escapeControls(question)} `);
    const answer = await readAnswer(typed);
    tell("\n");
    if (answer === undefined) await end(tty, 130);
    else answers.push(answer);
  }
  return answers;
}

/** Gives what is typed up to Enter; `undefined` after Ctrl-C. What is typed ahead is for the next question. */
async function readAnswer(typed: { rest: string; readonly utf8: Utf8Decoder }): Promise<string | undefined> {
  const buffer = new Uint8Array(1024);
  while (!END.test(typed.rest)) {
    const count = await stdin.read(buffer);
    if (count === null) typed.rest += `${typed.utf8.end()}\n`;
    else typed.rest += typed.utf8.push(buffer.subarray(0, count));
  }
  const { index, 0: key } = END.exec(typed.rest)!;
  const line = typed.rest.slice(0, index);
  typed.rest = typed.rest.slice(index + 1);
  return key === "\x03" ? undefined : edited(line);
}

/** What is left of typed characters after Backspace and Ctrl-U among them. */
function edited(line: string): string {
  const kept: string[] = [];
  for (const character of line.replaceAll(SEQUENCES, "")) {
    if (character === "\x7f" || character === "\b") kept.pop();
    else if (character === "\x15") kept.length = 0;
    else if (character >= " ") kept.push(character);
  }
  return kept.join("");
}

function endOnSignals(tty: Tty): Disposable {
  const listeners = SIGNALS.map(([name, code]) => {
    const listener = () => {
      tell("\n");
      void end(tty, code);
    };
    return { name, listener };
  });
  for (const { name, listener } of listeners) Deno.addSignalListener(name, listener);
  return {
    [Symbol.dispose]() {
      for (const { name, listener } of listeners) Deno.removeSignalListener(name, listener);
    },
  };
}

async function end(tty: Tty, code: number): Promise<never> {
  tty[Symbol.dispose]();
  return await endProgram(code);
}

/** Shows a text. Who cannot see the question will not answer it. */
function tell(text: string): void {
  stdout.write(new TextEncoder().encode(text)).catch(() => {});
}
