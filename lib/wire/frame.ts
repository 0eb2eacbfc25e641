/**
 * What went over the wire, as it goes over the wire to who watches: to members of an event and back. Pure.
 *
 * @module
 */

import type { Frame, FrameField, Json, Watching } from "../chat.ts";
import { encodeTime, isObject, readText, readTime } from "./json.ts";

/** The members that a frame has in an event. */
export function frameMembers(frame: Frame): { [key: string]: Json } {
  const { n, at, connection, address, user, kind, command, answers, size, pieces, morePieces, provoked, error } = frame;
  return {
    n,
    at: encodeTime(at),
    connection,
    address,
    ...user !== undefined && { user },
    kind,
    ...command !== undefined && { command },
    ...answers !== undefined && { answers },
    size,
    pieces,
    ...morePieces !== undefined && { more_pieces: morePieces },
    ...provoked !== undefined && { provoked },
    ...error !== undefined && { error },
    fields: frame.fields.map(fieldMembers),
  };
}

function fieldMembers({ at, size, kind, name, text, hidden, error }: FrameField): Json {
  return {
    at,
    size,
    kind,
    ...name !== undefined && { name },
    ...text !== undefined && { text },
    ...hidden !== undefined && { hidden },
    ...error !== undefined && { error },
  };
}

const KINDS = ["opened", "closed", "request", "unfinished", "reply", "event"] as const;

/** The frame of an event. What a later version adds is left out, and what is missing is empty. */
export function readFrame(members: Readonly<Record<string, unknown>>): Frame {
  const { n, at, connection, address, user, kind, command, answers, size, pieces, fields, provoked, error } = members;
  const more = members["more_pieces"];
  return {
    n: readNumber(n),
    at: readTime(at) ?? 0,
    connection: readNumber(connection),
    address: readText(address),
    kind: KINDS.find((each) => each === kind) ?? "event",
    size: readNumber(size),
    pieces: Array.isArray(pieces) ? pieces.filter((piece) => typeof piece === "number") : [],
    fields: Array.isArray(fields) ? fields.filter(isObject).map(readField) : [],
    ...typeof user === "string" && { user },
    ...typeof command === "string" && { command },
    ...typeof answers === "number" && { answers },
    ...typeof more === "number" && { morePieces: more },
    ...typeof provoked === "string" && { provoked },
    ...typeof error === "string" && { error },
  };
}

function readField({ at, size, kind, name, text, hidden, error }: Record<string, unknown>): FrameField {
  return {
    at: readNumber(at),
    size: readNumber(size),
    kind: readText(kind),
    ...typeof name === "string" && { name },
    ...typeof text === "string" && { text },
    ...(hidden === "secret" || hidden === "private") && { hidden },
    ...typeof error === "string" && { error },
  };
}

function readNumber(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

/** What a notice is about, if that is who looks at the wire. */
export function readWatching(value: unknown): { watching?: Watching } {
  if (!isObject(value)) return {};
  const { by, of, texts, active } = value;
  return { watching: { by: readText(by), of: readText(of), texts: texts === true, active: active === true } };
}
