/**
 * What this machine is called in its networks, as far as the system tells: a sandbox may forbid it, and some systems do not
 * know.
 *
 * @module
 */

/** The addresses of this machine, of both families; none where the system does not tell. */
export function ownAddresses(): { readonly family: "IPv4" | "IPv6"; readonly address: string }[] {
  return askSystem(() => Deno.networkInterfaces()) ?? [];
}

/** The name of this machine; `undefined` where the system does not tell. */
export function ownName(): string | undefined {
  return askSystem(() => Deno.hostname());
}

function askSystem<T>(ask: () => T): T | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable) throw error; // Ours to mend.
    return undefined;
  }
}
