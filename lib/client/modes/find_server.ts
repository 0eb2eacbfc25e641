/**
 * What is done where no server is on this machine and none was named: those that are announced on the network are offered.
 * Who sits at a terminal chooses, and elsewhere they are named in a sentence; nothing is connected to before.
 *
 * @module
 */

import { ChatError, DEFAULT_PORT, DEFAULT_TLS_PORT, formatAddress } from "../../chat.ts";
import { stderr } from "../../output.ts";
import type { FoundServer } from "../connection/look.ts";
import type { TlsOptions } from "../connection/tls.ts";
import type { Texts } from "../i18n/texts.ts";
import { escapeControls } from "../sanitize.ts";
import type { Stop } from "../stop.ts";
import { Terminal } from "../terminal/terminal.ts";
import type { Theme } from "../terminal/theme.ts";

/** Where a server is. */
export interface Place {
  /** A name or an address. */
  readonly host: string;
  /** The port there. */
  readonly port: number;
  /** Without TLS: `undefined`. */
  readonly tls: TlsOptions | undefined;
}

/** A server that is offered. */
export interface Offer extends Place {
  /** What it calls itself, fit to be shown. */
  readonly name: string;
}

/** No server is on this machine, and none was named. */
export class NobodyHere extends ChatError {
  /** Its kind. */
  override name = "NobodyHere";
}

/**
 * Looks for a server, and lets a person choose.
 *
 * @param tried Where none is, and how one was to be connected to.
 * @throws {ChatError} If there is none, if none is meant, or if nobody is there to choose.
 */
export async function findServer(tried: Place, nobody: NobodyHere, theme: Theme, stop: Stop): Promise<Place> {
  const { texts } = theme;
  const canAsk = Deno.stdin.isTerminal() && Deno.stderr.isTerminal();
  if (canAsk) stderr.line(escapeControls(texts.looking(formatAddress(tried.host, tried.port))));
  const { lookForServers } = await import("../connection/look.ts"); // It brings a library that few need.
  const offers = (await lookForServers({ signal: stop.signal })).flatMap((server) => offerOf(server, tried.tls));
  const because = (reason: string) => new ChatError(`${nobody.message}; ${reason}`, { cause: nobody });
  if (offers.length === 0) throw Deno.stderr.isTerminal() ? because(texts.noneHere) : nobody;
  if (!canAsk) throw because(describeOffers(offers, texts));
  using terminal = new Terminal(stop, { output: stderr, theme });
  terminal.screen.print([
    texts.foundHere,
    ...offers.map((offer, index) => rowOf(offer, index, texts)),
    texts.foundWarning,
  ]);
  while (true) {
    const line = (await terminal.readLine(texts.whichFound(offers.length)))?.trim();
    const chosen = /^\d{1,2}$/.test(line ?? "") ? offers[Number(line) - 1] : undefined;
    if (chosen !== undefined) return chosen;
    if (line === undefined || line === "") throw because(texts.noneHere);
  }
}

/** How a server is connected to that was found: with TLS if that was asked for, or it takes nothing else. */
export function offerOf({ name, address, port, tlsPort }: FoundServer, tls: TlsOptions | undefined): Offer[] {
  const isTls = tls !== undefined || port === undefined;
  const used = isTls ? tlsPort : port;
  return used === undefined
    ? []
    : [{ name: escapeControls(name), host: address, port: used, tls: isTls ? tls ?? { caCerts: [] } : undefined }];
}

/** In one sentence which servers there are, and how each is named on a command line. */
export function describeOffers(offers: readonly Offer[], texts: Texts): string {
  const calls = offers.map(({ name, host, port, tls }) => {
    const place = port === (tls ? DEFAULT_TLS_PORT : DEFAULT_PORT) ? host : formatAddress(host, port);
    return `${name} (ngobrol ${place}${tls ? " --tls" : ""})`;
  });
  return texts.foundThere(calls.join(", "));
}

function rowOf({ name, host, port, tls }: Offer, index: number, { foundWithTls }: Texts): string {
  return `  ${index + 1}  ${name}   ${formatAddress(host, port)}${tls ? `   ${foundWithTls}` : ""}`;
}
