/**
 * A terminal is looked at by others, on a projector, and used by others after one has left: it shows no token that could be
 * used, no password that stays, and nothing of what the one before has written. Real clients, in tmux.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import { clientProgram, PASSWORD, startServer, temporaryDirectory } from "../support/helpers.ts";
import { hasTmux, type Pane, type PaneOptions, startPane } from "../support/pane.ts";

const options = { ignore: !await hasTmux() };

const UUID4 = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab]/i;

/** In a terminal in which no line of the wire is broken. */
function startClient(port: number, args: readonly string[], pane: PaneOptions = {}): Promise<Pane> {
  return startPane([...clientProgram(), "--port", String(port), ...args], { columns: 300, ...pane });
}

async function enter(pane: Pane, line: string, until: string): Promise<string> {
  await pane.type(line);
  await pane.press("Enter");
  return await pane.see(until);
}

Deno.test(
  "O9: a terminal shows 8 characters of a token and none of a password, with --wire and --json too",
  options,
  async () => {
    await using server = await startServer();
    const env = { NGOBROL_PASSWORD: PASSWORD };
    const ways: Record<string, (pane: Pane) => Promise<unknown>> = {
      "": (pane) => enter(pane, `auth maya ${PASSWORD}`, "Command maya:"),
      "--plain --user maya": (pane) => pane.see("Command maya:"),
      "--json": (pane) => enter(pane, `auth maya ${PASSWORD}`, "Command maya:"),
      "auth maya": (pane) => enter(pane, PASSWORD, "code 0"),
    };
    for (const [args, logIn] of Object.entries(ways)) {
      await using pane = await startClient(server.port, ["--wire", ...args.split(" ").filter(Boolean)], { env });
      await pane.see(args === "auth maya" ? "Password" : "Command");
      await logIn(pane);
      // A request with the token, but where there was one command only.
      if (args !== "auth maya") await enter(pane, "send maya hello", "Message Sent");
      const all = await pane.all();
      assert(!UUID4.test(all.replaceAll(/> post \S+ \S+/g, (found) => found.replace(/\S+$/, ""))), `${args}: ${all}`);
      assert(!all.includes(PASSWORD), `${args}: ${all}`);
      assert(/"tokenid": "[0-9a-f]{8}…"/.test(all), `${args}: ${all}`);
      assert(all.includes("> auth *** ***"), `${args}: ${all}`);
    }
  },
);

Deno.test(
  "O9: so does a terminal that shows the results of a pipe, and a pipe gets the whole token",
  options,
  async () => {
    await using server = await startServer();
    const client = clientProgram().map((word) => `"${word}"`).join(" ");
    for (
      const [json, found] of [["", /logged in, token [0-9a-f]{8}…$/m], ["--json", /"[0-9a-f]{8}\\u2026"/]] as const
    ) {
      const command = `echo auth maya ${PASSWORD} | ${client} --port ${server.port} ${json}`;
      {
        await using pane = await startPane(["sh", "-c", command], { columns: 300 });
        await pane.see("code 0");
        const all = await pane.all();
        assert(found.test(all) && !UUID4.test(all), all);
      }
      await using pane = await startPane(["sh", "-c", `${command} | cat`], { columns: 300 });
      await pane.see("code 0");
      assert(UUID4.test(await pane.all()), await pane.all());
    }
  },
);

Deno.test(
  "O9: the user who logs in next recalls nothing of who was there, in this run and in the next",
  options,
  async () => {
    await using server = await startServer();
    using directory = temporaryDirectory();
    const state = directory.path;
    const kept = `${state}/ngobrol`;
    Deno.mkdirSync(kept);
    Deno.writeTextFileSync(`${kept}/recall`, '"send izza of an earlier version"\n');
    {
      await using pane = await startClient(server.port, [], { state });
      await pane.see("Command :");
      await pane.press("Up");
      await enter(pane, `auth maya ${PASSWORD}`, "Command maya:");
      await enter(pane, "with izza", "maya to izza:");
      await enter(pane, "a text to izza", "a text to izza");
      await enter(pane, "/send nania another one", "another one");
      await pane.press("Up");
      await pane.see("maya to izza: /send nania another one");
      await pane.press("C-u");
      await enter(pane, "/logout", "Command :");
      await enter(pane, `auth Nania ${PASSWORD}`, "Command Nania:");
      await pane.press("Up", "Up", "C-y");
      await pane.type("a draft");
      await pane.see("Command Nania: a draft");
      await pane.press("C-u");
      await enter(pane, "who", "Active: ");
      await pane.press("C-d");
      await pane.see("terminal restored");
    }
    const files = Array.from(Deno.readDirSync(kept), ({ name }) => name).filter((name) => name.startsWith("recall"))
      .sort();
    const contents = files.map((name) => [name, Deno.readTextFileSync(`${kept}/${name}`)]);
    assertEquals(contents, [["recall-maya", '"with izza"\n"/logout"\n'], ["recall-nania", '"who"\n']]);
    for (const [user, last] of [["MAYA", "/logout"], ["nania", "who"]] as const) {
      const env = { NGOBROL_PASSWORD: PASSWORD };
      await using pane = await startClient(server.port, ["--user", user], { state, env });
      await pane.see(`Command ${user}:`);
      await pane.press("Up");
      await pane.see(`Command ${user}: ${last}`);
      await pane.press("C-u", "C-d");
      await pane.see("terminal restored");
    }
  },
);

Deno.test("O9: where a password has to stay on the screen, that is said, and how it need not", options, async () => {
  await using server = await startServer();
  {
    await using pane = await startClient(server.port, ["--plain"]);
    await pane.see("Command :");
    const screen = await enter(pane, `auth maya ${PASSWORD}`, "Command maya:");
    assert(screen.includes("The password stands on the screen"), screen);
    await pane.press("C-d");
    await pane.see("terminal restored");
  }
  await using pane = await startClient(server.port, ["--lang", "id", "auth", "maya", PASSWORD]);
  const screen = await pane.see("code 0");
  assert(screen.includes("Kata sandi itu tampak di layar"), screen);
});
