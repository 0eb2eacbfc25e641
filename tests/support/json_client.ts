/**
 * The client for programs, which stays and prints what comes as lines of JSON.
 *
 * @module
 */

import { clientProgram, PASSWORD } from "./helpers.ts";

/** A client, and what it printed so far. */
export interface JsonClient extends AsyncDisposable {
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  /** Errors among them. */
  readonly refused: readonly string[];
  type(line: string): Promise<void>;
  /** The texts that came, in their order: from everybody, or from one. */
  texts(from?: string): string[];
}

/** Starts a client at a list of servers, by `program` if it is another one than this version's. */
export function startJsonClient(
  user: string,
  ports: readonly number[],
  program: readonly [string, ...string[]] = clientProgram(),
): JsonClient {
  const [command, ...first] = program;
  const hosts = ports.map((port) => `127.0.0.1:${port}`).join(",");
  const process = new Deno.Command(command, {
    args: [...first, "--host", hosts, "--json", "--user", user],
    env: { NGOBROL_PASSWORD: PASSWORD },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [lines, errors]: [string[], string[]] = [[], []];
  const read = async (stream: ReadableStream<Uint8Array>, into: string[]) => {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const parts = (rest + text).split("\n");
      rest = parts.pop()!;
      into.push(...parts);
    }
  };
  const reading = [read(process.stdout, lines), read(process.stderr, errors)];
  const writer = process.stdin.getWriter();
  return {
    lines,
    errors,
    type: (line: string) => writer.write(new TextEncoder().encode(`${line}\n`)),
    texts: (from) =>
      lines.map((line) => JSON.parse(line))
        .filter((reply) => reply.event === "message" && (from === undefined || reply.from === from))
        .map(({ msg }) => msg),
    get refused() {
      return [...lines.filter((line) => line.includes('"ERROR"')), ...errors];
    },
    async [Symbol.asyncDispose]() {
      process.kill("SIGKILL");
      await process.status;
      await Promise.all(reading);
      await writer.close().catch(() => {});
    },
  };
}
