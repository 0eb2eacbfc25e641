/**
 * The client as a program that knows several servers of one chat, while these come and go.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { type ClusterServer, startPair, startServer } from "../support/cluster.ts";
import { clientProgram, PASSWORD, temporaryDirectory } from "../support/helpers.ts";
import { until } from "../support/patience.ts";
import { postgresTest } from "../support/postgres.ts";

/** A client for programs that stays, and the lines it printed. */
function startClient(user: string, ports: readonly number[]) {
  const [command, ...first] = clientProgram();
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
    /** The texts that came, in their order. */
    texts: () => lines.map((line) => JSON.parse(line)).filter(({ event }) => event === "message").map(({ msg }) => msg),
    async [Symbol.asyncDispose]() {
      process.kill("SIGKILL");
      await process.status;
      await Promise.all(reading);
      await writer.close().catch(() => {});
    },
  };
}

for (
  const [what, signal, flags] of [
    ["killed", "SIGKILL", []],
    ["stopped", "SIGTERM", ["--drain", "1"]],
  ] as const
) {
  postgresTest(
    `servers that are ${what} and started again, one after the other, cost a client no message and show no error`,
    async () => {
      await using stack = new AsyncDisposableStack();
      const pair = stack.use(await startPair());
      const directory = stack.use(temporaryDirectory());
      const start = async (index: number, port = 0) =>
        stack.use(await startServer(pair.url, `${directory.path}/${index}`, [...flags, "--port", `${port}`]));
      const servers: ClusterServer[] = [await start(0), await start(1)];
      const ports = servers.map(({ port }) => port);
      const [maya, izza] = [stack.use(startClient("maya", ports)), stack.use(startClient("izza", ports))];
      await until(
        () => [maya, izza].every(({ lines }) => lines.some((line) => line.includes('"Live"'))),
        "both are live",
      );
      const sent: string[] = [];
      const send = async () => {
        sent.push(`number ${sent.length}`);
        await maya.type(`send izza ${sent.at(-1)}`);
        const counts = () => `${izza.texts()} ${maya.lines} ${maya.errors} ${izza.errors}`;
        await until(() => izza.texts().length === sent.length, () => `it arrives: ${counts()}`);
      };
      await send();
      for (const index of [0, 1, 0]) {
        const { process, port } = servers[index]!;
        process.kill(signal);
        await send(); // While it stops.
        await process.status;
        await send();
        servers[index] = await start(index, port);
        await send();
      }
      assertEquals(izza.texts(), sent);
      const refused = [...maya.lines, ...izza.lines].filter((line) => line.includes('"ERROR"'));
      assertEquals([refused, maya.errors, izza.errors], [[], [], []]);
    },
  );
}
