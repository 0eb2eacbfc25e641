/** What the programs use of `jsr:@std/cli/prompt-secret`: a question whose answer is not shown. @module */

const ENTER = new Set([0x0a, 0x0d]);
const ERASE = new Set([0x08, 0x7f]);
const END_OF_INPUT = 0x04;

/**
 * Asks on the terminal and reads the answer, showing nothing of it (`mask` may only be empty here).
 *
 * @returns The answer, or `null` if standard input is no terminal.
 */
export function promptSecret(message: string, _options: { mask: "" }): string | null {
  if (!Deno.stdin.isTerminal()) return null;
  const output = new TextEncoder();
  Deno.stdout.writeSync(output.encode(`${message} `));
  // `cbreak` leaves Ctrl-C to the terminal; Windows has no such mode.
  Deno.stdin.setRaw(true, { cbreak: Deno.build.os !== "windows" });
  try {
    return readSecret();
  } finally {
    Deno.stdin.setRaw(false);
    Deno.stdout.writeSync(output.encode("\n"));
  }
}

function readSecret(): string {
  const byte = new Uint8Array(1);
  const bytes: number[] = [];
  while (Deno.stdin.readSync(byte)) {
    const [code] = byte as unknown as [number];
    if (ENTER.has(code) || code === END_OF_INPUT) break;
    if (ERASE.has(code)) erase(bytes);
    else bytes.push(code);
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}

/** Takes away the last character, which may have several bytes in UTF-8. */
function erase(bytes: number[]): void {
  while ((bytes.pop() ?? 0) >> 6 === 0b10);
}
