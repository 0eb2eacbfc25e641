/**
 * The log of a SQLite database, as bytes: whether it is one, and whether all of it can be reached. Pure: it knows no file.
 *
 * @module
 */

import type { Buffer } from "node:buffer";

/** Bytes before the frames of a log. */
export const LOG_HEADER = 32;

/** Bytes before the page in each frame. */
const FRAME_HEADER = 24;

/** Whether these bytes begin a log, sums included (https://www.sqlite.org/fileformat2.html#walformat). */
export function isLogHeader(head: Buffer): boolean {
  if (head.length < LOG_HEADER) return false;
  if (head.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1) return false;
  return isSum(sumUp(head, head.subarray(0, 24)), head, 24);
}

/**
 * Whether transactions in a log that were flushed stand after damage, where SQLite does not look for them. Each frame's
 * sum goes on from that of the frame before, so a frame can be trusted after one that cannot. Where a machine has
 * crashed, one transaction may stand there, whose flush was not done; the second was begun when the first had been
 * flushed.
 */
export function hasLostTransactions(log: Buffer): boolean {
  if (!isLogHeader(log)) return false;
  const size = FRAME_HEADER + log.readUInt32BE(8);
  let isDamaged = false;
  let commits = 0; // One after the other, after the damage.
  let before: Sum = [log.readUInt32BE(24), log.readUInt32BE(28)];
  for (let at = LOG_HEADER; at + size <= log.length; at += size) {
    const frame = log.subarray(at, at + size);
    const sum = sumUp(log, frame.subarray(FRAME_HEADER), sumUp(log, frame.subarray(0, 8), before));
    if (!frame.subarray(8, 16).equals(log.subarray(16, 24)) || !isSum(sum, frame, 16)) { // The salts of this log.
      isDamaged = true;
      commits = 0;
    } else if (isDamaged && frame.readUInt32BE(4) > 0 && ++commits === 2) {
      return true;
    }
    before = [frame.readUInt32BE(16), frame.readUInt32BE(20)];
  }
  return false;
}

type Sum = readonly [number, number];

/** The sum of `bytes` as the log in `log` makes it, going on from another. */
function sumUp(log: Buffer, bytes: Buffer, [first, second]: Sum = [0, 0]): Sum {
  const isBigEndian = (log[3]! & 1) === 1;
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + (isBigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + second) >>> 0;
    second = (second + (isBigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + first) >>> 0;
  }
  return [first, second];
}

function isSum([first, second]: Sum, bytes: Buffer, at: number): boolean {
  return first === bytes.readUInt32BE(at) && second === bytes.readUInt32BE(at + 4);
}
