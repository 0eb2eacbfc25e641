/**
 * Makes a certificate that is signed with its own key. It knows no file.
 *
 * @module
 */

// Not in deno.json, as in argon2.ts. The first one is what the second one asks for.
// deno-lint-ignore no-import-prefix
import "npm:reflect-metadata@0.2.2";
// deno-lint-ignore no-import-prefix
import * as x509 from "npm:@peculiar/x509@2.2.0";
import { CLOCKS } from "../../../clock.ts";
import type { KeyPair } from "../../connection/key_pair.ts";

const DAY = 24 * 60 * 60 * 1000;

/** Apple's systems take no longer one, whichever authority signed it (https://support.apple.com/en-us/103769). */
const VALID_DAYS = 825;

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** A certificate with its key, and what people want to know of it. */
export interface Certificate extends KeyPair {
  /** SHA-256 of the certificate, as `openssl x509 -fingerprint -sha256` writes it. */
  readonly fingerprint: string;
  /** When it expires. */
  readonly validUntil: Date;
}

/** Options of {@linkcode createCertificate}. */
export interface CertificateOptions {
  /** Names and IP addresses for which it is valid; the first is its own name as well. */
  readonly hosts: readonly [string, ...string[]];
  /** Milliseconds since 1970. @default CLOCKS.wall() */
  readonly now?: number;
}

/**
 * Makes a certificate that is its own trust anchor: a client names it as the one to trust. It is that of a server
 * and no authority: nobody can make others with it, and Deno refuses an authority's certificate in a server's place.
 */
export async function createCertificate({ hosts, now = CLOCKS.wall() }: CertificateOptions): Promise<Certificate> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const validUntil = new Date(now + (VALID_DAYS - 1) * DAY);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ O: ["ngobrol"] }, { CN: [hosts[0].slice(0, 64)] }], // RFC 5280 allows 64 characters.
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(now - DAY), // Clocks in a classroom are not exact.
    notAfter: validUntil,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((value) => ({ type: isAddress(value) ? "ip" as const : "dns" as const, value })),
      ),
    ],
  });
  return {
    cert: `${certificate.toString("pem")}\n`,
    key: toPem("PRIVATE KEY", await crypto.subtle.exportKey("pkcs8", keys.privateKey)),
    fingerprint: toHex(await crypto.subtle.digest("SHA-256", certificate.rawData)),
    validUntil,
  };
}

function isAddress(host: string): boolean {
  return host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
}

function toPem(label: string, der: ArrayBuffer): string {
  const lines = new Uint8Array(der).toBase64().match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function toHex(bytes: ArrayBuffer): string {
  return new Uint8Array(bytes).toHex().toUpperCase().match(/../g)!.join(":");
}
