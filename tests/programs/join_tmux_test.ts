/**
 * A student joins a class at a real terminal, and changes the password: nothing secret stays on the screen, in what can be
 * recalled, or in the log.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { Registration } from "../../lib/server/chat/accounts/registration.ts";
import { clientProgram, startServer, temporaryDirectory } from "../support/helpers.ts";
import { hasTmux, type Pane, startPane } from "../support/pane.ts";

const options = { ignore: !await hasTmux() };

const CODE = "K7MP3XWQ";

/** Types what a person types, each after what is to be seen before it. */
async function talk(pane: Pane, steps: readonly (readonly [seen: string, typed: string])[]): Promise<void> {
  for (const [seen, typed] of steps) {
    await pane.see(seen);
    await pane.type(typed);
    await pane.press("Enter");
  }
}

Deno.test(
  "a student joins at a terminal with what is on the wall, and no password stays anywhere",
  options,
  async () => {
    const registration = new Registration({ mode: "code", code: CODE, title: "Kelas 7B" });
    await using server = await startServer({ level: "wire", registration });
    using directory = temporaryDirectory();
    const client = [...clientProgram(), "--port", String(server.port)];
    const pane = await startPane([...client, "--wire"], { state: directory.path, columns: 160 });
    await talk(pane, [
      ["Command :", "join"],
      ["Code of the class:", "K7MP3XWX"],
      ["Wrong code", "join"],
      ["Code of the class:", CODE.toLowerCase()],
      ["User name:", "budi"],
      ["Full name (Enter for the same):", "Budi Santoso"],
      ["Password of budi:", "rahasia"],
      ["The same again:", "rahasia"],
      ["Command budi:", "passwd"],
      ["Old password:", "rahasia"],
      ["New password:", "gebang"],
      ["The same again:", "gebang"],
      ["your other logins have ended", "send budi a note"],
      ["[read]", "exit"],
    ]);
    await pane.see("terminal restored");
    const all = await pane.all();
    await pane[Symbol.asyncDispose]();
    for (const secret of ["rahasia", "gebang"]) assertEquals(all.includes(secret), false, all);
    const kept = Array.from(
      Deno.readDirSync(`${directory.path}/ngobrol`),
      ({ name }) => Deno.readTextFileSync(`${directory.path}/ngobrol/${name}`),
    ).join("");
    const log = server.log.join("\n");
    for (const secret of ["rahasia", "gebang", CODE]) {
      assertEquals(kept.includes(secret), false, kept);
      assertEquals(log.includes(secret), false, log);
    }
    assertEquals((await server.admin.list()).at(-1)!.fullName, "Budi Santoso");
    {
      // One command alone asks, too, and in the language of the person.
      await using pane = await startPane([...client, "--lang", "id", "join"], { state: directory.path });
      await talk(pane, [
        ["Kode kelas:", CODE],
        ["Nama pengguna:", "siti"],
        ["Nama lengkap", ""],
        ["Kata sandi siti:", "rahasia"],
        ["Sekali lagi:", "rahasia"],
      ]);
      const screen = await pane.see("code 0");
      assert(!screen.includes("rahasia"), screen);
    }
    assertEquals((await server.admin.list()).at(-1)!.name, "siti");
  },
);
