/**
 * `--log class`: the wall of a classroom shows who comes and goes and what is asked of all, and nothing else.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { connect, run, serverProgram, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { until } from "../support/patience.ts";

const CODE = "ABCD1234";

for (
  const [language, came, left, asks] of [["en", "is here", "has gone", "asks"], ["id", "hadir", "pergi", "bertanya"]]
) {
  Deno.test(`the wall shows who comes and goes and what is asked in the group of the class, in ${language}`, async () => {
    using directory = temporaryDirectory();
    const args = ["--class", "Kelas 7B", "--class-code", CODE, "--lang", language!, "--log", "class"];
    const place = ["--host", "127.0.0.1", "--port", "0", "--data", directory.path];
    await using server = await startProcess(serverProgram(), [...place, ...args], { stderr: "piped", shows: "join" });
    let told = "";
    const reading = server.process.stderr.pipeThrough(new TextDecoderStream())
      .pipeTo(new WritableStream({ write: (text) => void (told += text) }));
    const shows = (text: string) => until(() => told.includes(text), () => `${text} in ${told}`);
    {
      using budi = await connect(server.port);
      using sari = await connect(server.port);
      const [token, other] = await Promise.all(
        [budi, sari].map(async (peer, index) =>
          String((await peer.ask(`register ${CODE} ${index === 0 ? "budi" : "sari"} rahasia`))["tokenid"])
        ),
      );
      await shows(`sari ${came}`);
      await shows(`budi ${came}`);
      assertEquals((await sari.ask(`send ${other} budi rahasia kita? ya`))["message"], "Message Sent");
      assertEquals((await budi.ask(`sendgroup ${token} kelas ini bukan pertanyaan`))["status"], "OK");
      assertEquals((await budi.ask(`sendgroup ${token} kelas apa itu \u202esoket?`))["status"], "OK");
      await shows(`budi ${asks}: apa itu `);
      await sari.ask(`logout`);
      await shows(`sari ${left} (1)`);
    }
    server.process.kill("SIGTERM");
    await reading;
    const lines = told.trimEnd().split("\n");
    for (const line of lines) assertMatch(line, /^\d\d:\d\d \S+ (is here|has gone|hadir|pergi|asks:|bertanya:)/);
    for (const word of ["rahasia", "bukan", "127.0.0.1", "\u202e"]) assert(!told.includes(word), told);
  });
}

Deno.test("a format that is none is refused", async () => {
  assertEquals((await run(serverProgram(), ["--log-format", "xml"])).code, 2);
});
