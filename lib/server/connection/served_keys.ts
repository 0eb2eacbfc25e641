/**
 * The certificate that a server shows, with its key: read at the start and at SIGHUP, and looked at for its dates, since
 * otherwise its clients would be the first to learn that it has expired. It knows no connection.
 *
 * @module
 */

import { X509Certificate } from "node:crypto";
import { ChatError } from "../../chat.ts";
import { CLOCKS, type Clocks } from "../../clock.ts";
import { type KeyPair, readKeyPair } from "./key_pair.ts";
import type { Log } from "../log.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Milliseconds before the end of a certificate from which on it is told. */
const NOTICE = 14 * DAY;

/** Milliseconds between two looks at its dates. */
const INTERVAL = 60 * 60 * 1000;

/** What {@linkcode serveKeys} needs. */
export interface ServedKeysOptions {
  /** The path of the certificate with its chain, in PEM. */
  readonly certFile: string;
  /** The path of its private key, in PEM. */
  readonly keyFile: string;
  /** Where a change, a mistake in the files and the end of the validity are told. */
  readonly log: Log;
  /** By which the validity is judged. @default {those of this machine} */
  readonly clocks?: Pick<Clocks, "wall">;
}

/** What is shown to those who connect, until it is disposed of. */
export interface ServedKeys extends Disposable {
  /** For the next peer. */
  readonly current: KeyPair;
  /** Until when it is valid, in milliseconds since 1970; `undefined` if that cannot be told. */
  readonly validUntil: number | undefined;
  /** Reads both files again; if they cannot be used, those from before stay, as the log says. */
  renew(): void;
  /** Tells in the log what the dates of the certificate will do to clients, each thing once. */
  checkDates(): void;
}

/**
 * Reads the certificate and its key, and looks at the dates from then on.
 *
 * @throws {ChatError} See {@linkcode readKeyPair}.
 */
export function serveKeys({ certFile, keyFile, log, clocks = CLOCKS }: ServedKeysOptions): ServedKeys {
  let keys = readKeyPair(certFile, keyFile);
  let told: string | undefined;

  function checkDates(): void {
    const warning = dateWarning(keys.cert, clocks.wall());
    if (warning !== undefined && warning.what !== told) log.fault("TLS", `${certFile} ${warning.text}`);
    told = warning?.what;
  }

  checkDates();
  const timer = setInterval(checkDates, INTERVAL);
  return {
    get current() {
      return keys;
    },
    get validUntil() {
      return readDates(keys.cert)?.until;
    },
    renew() {
      try {
        keys = readKeyPair(certFile, keyFile);
        log.info(`SIGHUP: read ${certFile} and ${keyFile} again, for new connections`);
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        log.info(`SIGHUP: ${error.message}; the certificate from before stays`);
      }
      told = undefined;
      checkDates();
    },
    checkDates,
    [Symbol.dispose]: () => clearInterval(timer),
  };
}

/** What the dates of a certificate mean for clients at a moment; `undefined` if nothing. The first of a chain is the server's. */
function dateWarning(cert: string, now: number): { what: "early" | "late" | "soon"; text: string } | undefined {
  const dates = readDates(cert);
  if (dates === undefined) return undefined;
  const { from, until } = dates;
  if (now < from) {
    const text = `is not valid before ${day(from)}, and clients refuse it; is the clock of this machine right?`;
    return { what: "early", text };
  }
  const renew = "put a new one in its place and send SIGHUP, or start the server again";
  if (now > until) return { what: "late", text: `has expired on ${day(until)}, and clients refuse it; ${renew}` };
  if (now <= until - NOTICE) return undefined;
  const left = Math.floor((until - now) / DAY);
  const days = left === 0 ? "within a day" : left === 1 ? "in 1 day" : `in ${left} days`;
  return { what: "soon", text: `expires ${days}, on ${day(until)}; ${renew}` };
}

/** Since when and until when it is valid, in milliseconds since 1970; `undefined` if it cannot be told. */
function readDates(cert: string): { from: number; until: number } | undefined {
  try {
    const { validFrom, validTo } = new X509Certificate(cert);
    const [from, until] = [Date.parse(validFrom), Date.parse(validTo)];
    return isNaN(from) || isNaN(until) ? undefined : { from, until };
  } catch {
    return undefined; // The server that shows it finds out.
  }
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
