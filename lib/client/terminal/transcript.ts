/**
 * What is printed above the row that is edited, as a value: messages as rows, and where on the screen the own ones are,
 * so that their state can be changed there. Pure: it knows no terminal.
 *
 * @module
 */

import { dayRow, localDayOf, messageRows } from "./message_layout.ts";
import { stateLines } from "./states.ts";
import { type Theme, unpainted } from "./theme.ts";
import type { GroupProgress } from "../../chat.ts";
import { advanced, type MessageState, rankOf, type ShownMessage, type StateChange, stateOfGroup } from "../message.ts";
import { safeWidth } from "../../width.ts";

/** The size of a terminal, in characters. */
export interface Size {
  /** Its width. */
  readonly columns: number;
  /** Its height. */
  readonly rows: number;
}

/** An own message that was shown. */
export interface OutgoingMessage {
  /** The message, as it is known now. */
  readonly message: ShownMessage;
  /** The number of its first row, counted from the first that was ever printed; `undefined`: it cannot be redrawn. */
  readonly top: number | undefined;
  /** The rows as they were printed. */
  readonly rows: readonly string[];
  /**
   * The state that the reader knows of. A message that has just been written shows none: most are sent at once, and no row
   * shall say for ever that it waits.
   */
  readonly told: MessageState | undefined;
  /** Whether the reader was told that it waits: they must be told of the end, too. */
  readonly saysWaiting: boolean;
}

/** What was printed, as far as it counts for what is to come. */
export interface Transcript {
  /** How it is shown. */
  readonly theme: Theme;
  /** The size of the terminal; `undefined`: lines are only ever appended, and the terminal wraps them. */
  readonly size: Size | undefined;
  /** How many rows were printed: the number of the row that is edited. */
  readonly printed: number;
  /** The day of the message that was shown last, or on which the transcript was opened. */
  readonly day: string;
  /** Those whose state is followed, the oldest first. */
  readonly outgoing: readonly OutgoingMessage[];
  /** Users whose full name was shown. */
  readonly introduced: ReadonlySet<string>;
}

/** A row that is already printed, to be drawn anew: so many rows above that which is edited. */
export interface Patch {
  /** How many rows above the edited one. */
  readonly up: number;
  /** The row anew. */
  readonly text: string;
}

/** A transcript after some news, and what there is to draw: patches first, then lines above the row that is edited. */
export interface Shown {
  /** The transcript then. */
  readonly transcript: Transcript;
  /** Rows to be drawn anew. */
  readonly patches: readonly Patch[];
  /** Lines to be printed. */
  readonly lines: readonly string[];
}

/** Own messages whose state is followed. */
const FOLLOWED = 500;
/** Users that are remembered, the latest. */
const MOST_USERS = 1_000;

/** A transcript of nothing yet, opened at the time `now`, in milliseconds since 1970. */
export function openTranscript(theme: Theme, size: Size | undefined, now: number): Transcript {
  return { theme, size, printed: 0, day: localDayOf(now), outgoing: [], introduced: new Set() };
}

/** Shows a message; an own one without a time was written `now`. */
export function showMessage(transcript: Transcript, message: ShownMessage, now: number): Shown {
  const { theme, size } = transcript;
  const at = message.at ?? (message.own ? now : undefined);
  const known = { ...message, ...(at !== undefined && { at }) };
  const user = message.from.toLowerCase();
  const told = known.state === "waiting" ? undefined : known.state;
  const rows = messageRows(theme, withState(known, told), {
    columns: size?.columns,
    introduce: !transcript.introduced.has(user),
  });
  const day = at === undefined ? transcript.day : localDayOf(at);
  const lines = day === transcript.day ? rows : [dayRow(theme, day), ...rows];
  const isIntroduced = message.own || transcript.introduced.has(user);
  const introduced = isIntroduced
    ? transcript.introduced
    : new Set([...transcript.introduced, user].slice(-MOST_USERS));
  const after = afterLines({ ...transcript, day, introduced }, lines);
  if (!message.own) return { transcript: after, patches: [], lines };
  const isReachable = size !== undefined && hasKnownHeight(rows, size.columns);
  const top = isReachable ? after.printed - rows.length : undefined;
  const outgoing = [...after.outgoing, { message: known, top, rows, told, saysWaiting: false }];
  return { transcript: { ...after, outgoing: outgoing.slice(-FOLLOWED) }, patches: [], lines };
}

/** Shows what has become of the own message with that key. */
export function changeMessage(transcript: Transcript, key: string, { state, id, at }: StateChange): Shown {
  return changeOutgoing(transcript, ({ message }) => {
    if (message.key !== key) return message;
    return {
      ...advanced(message, state),
      ...(id !== undefined && { id }),
      ...(at !== undefined && { at }),
    };
  });
}

/**
 * Takes a receipt: the own messages to `user` up to `id` have come as far as `state`. It counts for what is shown, and is
 * not remembered: who keeps the receipts gives later messages their state.
 */
export function takeReceipt(transcript: Transcript, user: string, id: string, state: "delivered" | "read"): Shown {
  const name = user.toLowerCase();
  return changeOutgoing(transcript, ({ message }) => {
    const isMeant = message.id !== undefined && message.id <= id && message.to.toLowerCase() === name;
    return isMeant ? advanced(message, state) : message;
  });
}

/** Takes how many members of a group have got the own message with that id. */
export function takeProgress(transcript: Transcript, id: string, progress: GroupProgress): Shown {
  return changeOutgoing(
    transcript,
    ({ message }) => message.id === id ? advanced({ ...message, progress }, stateOfGroup(progress)) : message,
  );
}

/** A transcript after other `lines` were printed. */
export function afterLines(transcript: Transcript, lines: readonly string[]): Transcript {
  const { size } = transcript;
  if (size === undefined) return transcript;
  if (!hasKnownHeight(lines, size.columns)) return forget(transcript);
  const rows = lines.map((line) => Math.max(1, Math.ceil(safeWidth(unpainted(line)) / size.columns)));
  const printed = rows.reduce((sum, count) => sum + count, transcript.printed);
  const isOnScreen = (row: number) => printed - row < size.rows;
  const outgoing = transcript.outgoing.map((own) =>
    own.top === undefined || isOnScreen(own.top + own.rows.length - 1) ? own : { ...own, top: undefined }
  );
  return { ...transcript, printed, outgoing };
}

/** A transcript on a terminal of another size, which has wrapped its rows anew, nobody knows how. */
export function resize(transcript: Transcript, size: Size): Transcript {
  const isSame = size.columns === transcript.size?.columns && size.rows === transcript.size.rows;
  return isSame ? transcript : { ...forget(transcript), size };
}

/** A transcript of which nothing can be reached any more, as after the screen was cleared. */
export function forget(transcript: Transcript): Transcript {
  return { ...transcript, outgoing: transcript.outgoing.map((own) => ({ ...own, top: undefined })) };
}

/** Whether it is known how many rows the lines take: terminals differ in the width of some characters. */
function hasKnownHeight(lines: readonly string[], columns: number): boolean {
  return lines.map(unpainted).every((line) => safeWidth(line) <= columns || /^[\x20-\x7e]*$/.test(line));
}

function changeOutgoing(transcript: Transcript, change: (own: OutgoingMessage) => ShownMessage): Shown {
  const patches: Patch[] = [];
  const outgoing = transcript.outgoing.map((own) => {
    const message = change(own);
    const { state, at, progress } = own.message;
    const isSame = message.state === state && message.at === at && message.progress === progress;
    if (isSame || own.top === undefined) return { ...own, message };
    return redraw(transcript, { ...own, message }, message.state === "waiting" ? own.told : message.state, patches);
  });
  return { transcript: { ...transcript, outgoing }, patches, lines: [] };
}

/** Whether the state of a message is still to be told. */
export function isUntold({ outgoing }: Transcript): boolean {
  return outgoing.some(({ message, told }) => message.state !== told);
}

/** Tells what is untold: that a message waits, and by a line what has become of those that cannot be redrawn. */
export function tellStates(transcript: Transcript): Shown {
  const patches: Patch[] = [];
  const telling: ShownMessage[] = [];
  const outgoing = transcript.outgoing.map((own, index) => {
    const { message, message: { state }, told, top } = own;
    if (state === told) return own;
    if (top !== undefined) return redraw(transcript, own, state, patches);
    if (!own.saysWaiting && isCovered(transcript, index)) return { ...own, told: state };
    telling.push(message);
    return { ...own, told: state, saysWaiting: state === "waiting" };
  });
  const lines = stateLines(transcript.theme, telling);
  return { transcript: afterLines({ ...transcript, outgoing }, lines), patches, lines };
}

/** Whether a later message to the same user has come as far: who sees it needs no line, since a state stands for all before. */
function isCovered({ outgoing }: Transcript, index: number): boolean {
  const { to, state } = outgoing[index]!.message;
  return outgoing.slice(index + 1).some(({ top, message }) =>
    top !== undefined && message.to === to && rankOf(message.state) >= rankOf(state)
  );
}

/** Draws a message anew, with that state, where it stands. */
function redraw(
  { theme, size, printed }: Transcript,
  own: OutgoingMessage,
  told: MessageState | undefined,
  patches: Patch[],
): OutgoingMessage {
  const rows = messageRows(theme, withState(own.message, told), { columns: size?.columns });
  for (const [index, text] of rows.entries()) {
    const up = printed - own.top! - index;
    if (text !== own.rows[index] && up < size!.rows) patches.push({ up, text });
  }
  return { ...own, rows, told, saysWaiting: told === "waiting" };
}

/** A message as one with that state is drawn. */
function withState({ state: _, ...message }: ShownMessage, state: MessageState | undefined): ShownMessage {
  return state === undefined ? message : { ...message, state };
}
