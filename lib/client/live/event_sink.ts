/**
 * How what arrives by itself is shown: on a terminal, or as lines of JSON. It must not know where it comes from.
 *
 * @module
 */

import { ChatError, type ChatEvent, type GroupProgress, type ReceiptState } from "../../chat.ts";
import { asciiJson, escapeControls, shorten } from "../sanitize.ts";
import { type Texts, textsOf } from "../i18n/texts.ts";
import type { Screen } from "../terminal/renderer.ts";
import { WireView } from "../wire/wire_view.ts";
import type { ShownMessage, StateChange } from "../message.ts";

/** Characters of a sentence for a person. */
const LONGEST = 1_000;

/** Shows what arrives, and what becomes of what was written. Nothing comes to it twice. */
export interface EventSink {
  /**
   * Shows an event, `json` being how it came; it has been shown when this resolves, and may not be when it throws an error that may be shown.
   *
   * @param message What to show for a message.
   */
  event(event: ChatEvent, json: string, message?: ShownMessage): void | Promise<void>;
  /** Shows the reply to `live`. */
  live(json: string): void | Promise<void>;
  /** Shows a message that came in an inbox, or was written here. */
  message(message: ShownMessage): void;
  /** Shows what has become of an own message. */
  update(key: string, change: StateChange): void;
  /** Shows how far all messages to `user` up to `id` have come. */
  receipt(user: string, id: string, state: ReceiptState): void;
  /** Shows how many members of a group have got the own message with an id. */
  progress(id: string, progress: GroupProgress): void;
  /** Says what a person should know. */
  notice(text: string): void;
  /** Resolves when all of that has been seen, if it is shown later than it is taken, or throws. @default at once */
  seen?(): Promise<void>;
}

/** Shows it to a person, until `signal` is aborted; `wire`: how frames are shown. */
export function terminalSink(
  screen: Omit<Screen, "tell">,
  signal: AbortSignal,
  texts: Texts = textsOf("en"),
  wire: WireView = new WireView(texts),
): EventSink {
  return {
    event(event, _json, message) {
      if (message !== undefined) screen.show(message);
      else if (event.kind === "notice") screen.print([escapeControls(shorten(noticeText(event, texts), LONGEST))]);
      else if (event.kind === "group") screen.print([escapeControls(shorten(groupText(event, texts), LONGEST))]);
      else if (event.kind === "edit") screen.print([escapeControls(shorten(editLine(event, texts), LONGEST))]);
      else if (event.kind === "frame" || event.kind === "left out") screen.print(wire.take(event), { cut: true });
      // A terminal that is gone has shown nothing.
      if (signal.aborted) throw new ChatError("The terminal is gone");
    },
    live() {},
    message: (message) => screen.show(message),
    update: (key, change) => screen.update(key, change),
    receipt: (user, id, state) => screen.receipt(user, id, state),
    progress: (id, progress) => screen.progress(id, progress),
    notice: (text) => screen.print([escapeControls(shorten(text, LONGEST))]),
    seen: () => screen.seen(),
  };
}

/** What the server says, in the person's language where it is known what that is about. */
function noticeText({ message, watching }: ChatEvent & { kind: "notice" }, texts: Texts): string {
  if (watching === undefined) return message;
  const isAll = watching.of === "all";
  if (!watching.active) return (isAll ? texts.wireUnwatchedAll : texts.wireUnwatched)(watching.by);
  const who = (isAll ? texts.wireWatchedAll : texts.wireWatched)(watching.by);
  return `${who}: ${watching.texts ? texts.wireWithTexts : texts.wireWithLengths}`;
}

function groupText({ group, member, before }: ChatEvent & { kind: "group" }, texts: Texts): string {
  if (before !== undefined) return texts.groupRenamed(before, group);
  return member ? texts.groupIn(group) : texts.groupOut(group);
}

/** What is said of a message that has another text now: what stands on a screen stays there. */
function editLine({ from, text, removed }: ChatEvent & { readonly kind: "edit" }, texts: Texts): string {
  return removed ? texts.messageRemoved(from) : texts.messageChanged(from, text);
}

/** Shows it to a program: `print` gets each event as it came, and `notice` what is no result. */
export function jsonSink(
  print: (lines: readonly string[]) => Promise<void>,
  notice: (text: string) => void,
): EventSink {
  return {
    event: (_event, json) => print([asciiJson(json)]),
    live: (json) => print([asciiJson(json)]),
    message() {},
    update() {},
    receipt() {},
    progress() {},
    notice: (text) => notice(shorten(text, LONGEST)),
  };
}
