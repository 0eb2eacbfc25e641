/**
 * An authority of a run's own and a certificate of it for this machine, made by openssl.
 *
 * @module
 */

import type { Daemons } from "./daemons.ts";

/** Files, as PEM. */
export interface Certificates {
  /** The certificate of the authority. */
  readonly ca: string;
  /** That of this machine, for servers and for clients. */
  readonly cert: string;
  readonly key: string;
}

/** Makes them in the folder of the programs. */
export async function makeCertificates(daemons: Daemons): Promise<Certificates> {
  const at = (name: string) => `${daemons.folder}/${name}`;
  const made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await daemons.run([...made, "-subj", "/CN=authority", "-keyout", at("ca.key"), "-out", at("ca.crt")]);
  const signed = ["-CA", at("ca.crt"), "-CAkey", at("ca.key"), "-keyout", at("node.key"), "-out", at("node.crt")];
  // An authority is refused as a server by some.
  const is = [
    "-subj",
    "/CN=node",
    "-addext",
    "subjectAltName=IP:127.0.0.1",
    "-addext",
    "basicConstraints=CA:FALSE",
  ];
  await daemons.run([...made, ...is, ...signed]);
  return { ca: at("ca.crt"), cert: at("node.crt"), key: at("node.key") };
}
