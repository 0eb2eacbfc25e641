/**
 * What is printed above the row that is edited, as a value: messages as rows, and where on the screen the own ones are,
 * so that their state can be changed there. Pure: it knows no terminal.
 *
 * @module
 */

import { PROTOCOL_LIMITS } from "../../chat.ts";
import { dayOf, dayRow, messageRows } from "./message_layout.ts";
import { type Theme, unpainted } from "./theme.ts";
import type { MessageState, ShownMessage } from "../message.ts";
import { escapeControls, shorten } from "../sanitize.ts";
import { cutToWidth, safeWidth } from "./width.ts";

/** The texts of a message, of which no more is shown than any server lets one write. */
type Fields = Pick<ShownMessage, "from" | "fromName" | "to" | "text">;

/** What is kept and shown of the texts of a message: a server may send any. */
export function cutFields({ from, fromName, to, text }: Fields): Fields {
  const name = (text: string) => shorten(text, LONGEST_NAME);
  return { from: name(from), fromName: name(fromName), to: name(to), text: shorten(text, PROTOCOL_LIMITS.line) };
}

/** What has become of an own message. */
export interface StateChange {
  /** Not to be known is no change. */
  readonly state: MessageState | undefined;
  readonly id?: string;
  /** When the server took it, in milliseconds since 1970. */
  readonly at?: number;
}

/** The size of a terminal, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** An own message that was shown. */
interface Own {
  readonly message: ShownMessage;
  /** The number of its first row, counted from the first that was ever printed; `undefined`: it cannot be redrawn. */
  readonly top: number | undefined;
  readonly rows: readonly string[];
}

/** How far the messages to a user have come, as ids; the empty one is before all. */
interface Heard {
  readonly delivered: string;
  readonly read: string;
}

/** What was printed, as far as it counts for what is to come. */
export interface Transcript {
  readonly look: Theme;
  readonly size: Size;
  /** How many rows were printed: the number of the row that is edited. */
  readonly printed: number;
  /** The day of the message that was shown last, or on which the view was opened. */
  readonly day: string;
  /** Those whose state is followed, the oldest first. */
  readonly own: readonly Own[];
  /** Receipts by user: one may come before the reply that gives a message its id. */
  readonly heard: ReadonlyMap<string, Heard>;
  /** Users whose full name was shown. */
  readonly introduced: ReadonlySet<string>;
}

/** A row that is already printed, to be drawn anew: so many rows above that which is edited. */
export interface Patch {
  readonly up: number;
  readonly text: string;
}

/** A view after some news, and what there is to draw: patches first, then lines above the row that is edited. */
export interface Shown {
  readonly view: Transcript;
  readonly patches: readonly Patch[];
  readonly lines: readonly string[];
}

/** Own messages whose state is followed. */
const FOLLOWED = 500;
/** Users that are remembered, the latest. */
const MOST_USERS = 1_000;
/** Characters of a name. */
const LONGEST_NAME = 100;
/** Columns of a message that a line about its receipt repeats. */
const EXCERPT = 40;

const RANK = { waiting: 1, sent: 2, delivered: 3, read: 4 } as const;

/** A view of nothing yet, opened at the time `now`, in milliseconds since 1970. */
export function openTranscript(look: Theme, size: Size, now: number): Transcript {
  return { look, size, printed: 0, day: dayOf(now), own: [], heard: new Map(), introduced: new Set() };
}

/** Shows a message; an own one without a time was written `now`. */
export function showMessage(view: Transcript, message: ShownMessage, now: number): Shown {
  const { look, size: { columns } } = view;
  const at = message.at ?? (message.own ? now : undefined);
  const known = settle(view, { ...message, ...(at !== undefined && { at }) });
  const user = message.from.toLowerCase();
  const rows = messageRows(look, known, { columns, introduce: !view.introduced.has(user) });
  const day = at === undefined ? view.day : dayOf(at);
  const lines = day === view.day ? rows : [dayRow(look, day), ...rows];
  const isIntroduced = message.own || view.introduced.has(user);
  const introduced = isIntroduced ? view.introduced : new Set([...view.introduced, user].slice(-MOST_USERS));
  const after = afterLines({ ...view, day, introduced }, lines);
  if (!message.own) return { view: after, patches: [], lines };
  const top = look.plain || !isSure(rows, columns) ? undefined : after.printed - rows.length;
  const own = [...after.own, { message: known, top, rows }];
  return { view: { ...after, own: own.slice(-FOLLOWED) }, patches: [], lines };
}

/** Shows what has become of the own message with that key. */
export function changeMessage(view: Transcript, key: string, { state, id, at }: StateChange): Shown {
  return changeOwn(view, ({ message }) => {
    if (message.key !== key) return message;
    const further = state === undefined || rankOf(state) < rankOf(message.state) ? message.state : state;
    return {
      ...message,
      ...(further !== undefined && { state: further }),
      ...(id !== undefined && { id }),
      ...(at !== undefined && { at }),
    };
  });
}

/** Takes a receipt: the own messages to `user` up to `id` have come as far as `state`. */
export function takeReceipt(view: Transcript, user: string, id: string, state: "delivered" | "read"): Shown {
  const name = user.toLowerCase();
  const before = view.heard.get(name) ?? { delivered: "", read: "" };
  if (id <= before[state]) return { view, patches: [], lines: [] };
  const others = [...view.heard].filter(([other]) => other !== name).slice(1 - MOST_USERS);
  const heard = new Map([...others, [name, { ...before, [state]: id }]]);
  return changeOwn({ ...view, heard }, ({ message }) => message);
}

/** A view after other `lines` were printed. */
export function afterLines(view: Transcript, lines: readonly string[]): Transcript {
  const { look, size } = view;
  if (look.plain) return view;
  if (!isSure(lines, size.columns)) return forget(view);
  const rows = lines.map((line) => Math.max(1, Math.ceil(safeWidth(unpainted(line)) / size.columns)));
  const printed = rows.reduce((sum, count) => sum + count, view.printed);
  const isOnScreen = (row: number) => printed - row < size.rows;
  const own = view.own.map((own) =>
    own.top === undefined || isOnScreen(own.top + own.rows.length - 1) ? own : { ...own, top: undefined }
  );
  return { ...view, printed, own };
}

/** A view on a terminal of another size, which has wrapped its rows anew, nobody knows how. */
export function resize(view: Transcript, size: Size): Transcript {
  const isSame = size.columns === view.size.columns && size.rows === view.size.rows;
  return isSame ? view : { ...forget(view), size };
}

/** A view of which nothing can be reached any more, as after the screen was cleared. */
export function forget(view: Transcript): Transcript {
  return { ...view, own: view.own.map((own) => ({ ...own, top: undefined })) };
}

/** Whether it is known how many rows the lines take: terminals differ in the width of some characters. */
function isSure(lines: readonly string[], columns: number): boolean {
  return lines.map(unpainted).every((line) => safeWidth(line) <= columns || /^[\x20-\x7e]*$/.test(line));
}

function changeOwn(view: Transcript, change: (own: Own) => ShownMessage): Shown {
  const { look, size: { columns, rows: height } } = view;
  const patches: Patch[] = [];
  const changed: ShownMessage[] = [];
  const redrawn = new Set<string>();
  const own = view.own.map((own) => {
    const message = settle(view, change(own));
    if (message.state === own.message.state && message.at === own.message.at) return { ...own, message };
    const hasCome = message.state !== own.message.state;
    if (hasCome && own.top === undefined) changed.push(message);
    if (own.top === undefined) return { ...own, message };
    if (hasCome) redrawn.add(receiptOf(message));
    const rows = messageRows(look, message, { columns });
    for (const [index, text] of rows.entries()) {
      const up = view.printed - own.top - index;
      if (text !== own.rows[index] && up < height) patches.push({ up, text });
    }
    return { message, top: own.top, rows };
  });
  // A receipt stands for all before it: who sees the last of them needs no line.
  const lines = receiptLines(look, changed.filter((message) => !redrawn.has(receiptOf(message))));
  return { view: afterLines({ ...view, own }, lines), patches, lines };
}

function receiptOf({ state, to }: ShownMessage): string {
  return `${state} ${to}`;
}

/** A message with the state that the receipts so far give it. */
function settle({ heard }: Transcript, message: ShownMessage): ShownMessage {
  const { own, id, to, state } = message;
  const receipts = own && id !== undefined ? heard.get(to.toLowerCase()) : undefined;
  if (receipts === undefined || id === undefined) return message;
  const come = id <= receipts.read ? "read" : id <= receipts.delivered ? "delivered" : undefined;
  return come === undefined || rankOf(come) <= rankOf(state) ? message : { ...message, state: come };
}

function rankOf(state: MessageState | undefined): number {
  return state === undefined ? 0 : RANK[state];
}

/** What is said of receipts where nothing can be redrawn: a line for the last of the messages that they stand for. */
function receiptLines({ texts }: Theme, changed: readonly ShownMessage[]): string[] {
  const last = new Map(changed.map((message) => [receiptOf(message), message]));
  return [...last.values()].flatMap(({ state, to, text }) => {
    if (state !== "delivered" && state !== "read") return [];
    const line = text.replaceAll(/\s+/g, " ");
    const excerpt = cutToWidth(line, EXCERPT);
    const shown = excerpt === line ? line : `${excerpt}...`;
    return [escapeControls(state === "read" ? texts.readBy(to, shown) : texts.deliveredTo(to, shown))];
  });
}
