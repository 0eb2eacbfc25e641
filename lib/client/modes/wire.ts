/**
 * The wire at a terminal: whom one watches, also after a connection was lost, and what is shown of it. It must not know keys.
 *
 * @module
 */

import { answerLines, isFailure } from "../session/results.ts";
import { isQuestion, runWire, type WireQuestion } from "../session/run_wire.ts";
import type { Session } from "../session/session.ts";
import type { WireInput } from "../session/wire_input.ts";
import type { LiveClient } from "../live/live_client.ts";
import type { Screen } from "../terminal/renderer.ts";
import type { Texts } from "../i18n/texts.ts";
import { escapeControls } from "../sanitize.ts";
import { WireView } from "../wire/wire_view.ts";

/** What a person does with the wire. */
export class Wire {
  readonly #session: Session;
  readonly #screen: Pick<Screen, "print">;
  readonly #view: WireView;
  readonly #texts: Texts;
  /** What is watched, of whom is logged in. */
  #watched: { readonly user: string | undefined; readonly question: WireQuestion } | undefined;

  /** Nothing is watched; frames come to `view`. */
  constructor(
    session: Session,
    live: Pick<LiveClient, "onLive">,
    screen: Pick<Screen, "print">,
    texts: Texts,
    view = new WireView(texts),
  ) {
    live.onLive = () => void this.#again().catch(reportError); // It never fails but by a mistake.
    this.#session = session;
    this.#screen = screen;
    this.#view = view;
    this.#texts = texts;
  }

  /** Does what was typed. */
  async perform(input: WireInput): Promise<void> {
    if (isQuestion(input)) return await this.#ask(input);
    switch (input.what) {
      case "pause":
        this.#view.pause();
        return this.#say(this.#texts.wirePaused);
      case "go":
        return this.#screen.print(this.#view.go(), { cut: true });
      case "show": {
        const lines = this.#view.details(input.n);
        return lines === undefined ? this.#say(this.#texts.wireNoFrame(input.n)) : this.#screen.print(lines);
      }
      case "copy": {
        const line = this.#view.copy(input.n, this.#session.connection.remote.address);
        if (line !== undefined) return this.#screen.print([escapeControls(line)], { asIs: true });
        const isKnown = this.#view.details(input.n) !== undefined;
        return this.#say(isKnown ? this.#texts.wireNoRequest(input.n) : this.#texts.wireNoFrame(input.n));
      }
    }
  }

  async #ask(question: WireQuestion): Promise<void> {
    const answer = await runWire(this.#session, question, this.#texts);
    if (question.kind === "provoke" || isFailure(answer)) {
      return this.#screen.print(answerLines(answer, "people", { texts: this.#texts }));
    }
    this.#watched = question.what === "watch" ? { user: this.#session.user, question } : undefined;
    if (question.what === "off") return this.#say(this.#texts.wireOff);
    const { of = "", texts = true } = answer.kind === "reply" && answer.reply.kind === "done"
      ? answer.reply.data ?? {}
      : {};
    this.#say(texts === true ? this.#texts.wireOn(String(of)) : this.#texts.wireOnLengths(String(of)));
  }

  /** On another connection nothing is watched yet. */
  async #again(): Promise<void> {
    const watched = this.#watched;
    if (watched === undefined || watched.user !== this.#session.user) return;
    const answer = await runWire(this.#session, watched.question, this.#texts);
    if (isFailure(answer)) this.#watched = undefined;
  }

  #say(text: string): void {
    this.#screen.print([escapeControls(text)]);
  }
}
