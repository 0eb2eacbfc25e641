/** The client at a real terminal: that of tmux, which draws what it is told and knows where the cursor is. @module */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { clientProgram, PASSWORD, startServer, temporaryDirectory } from "./helpers.ts";

const DEADLINE = 20_000;
const LOGGED_IN = "username maya logged in, token ";

/** A terminal in which the client runs. */
interface Pane extends AsyncDisposable {
  /** Types text, without Enter. */
  type(text: string): Promise<void>;
  /** Presses keys by their names in tmux. */
  press(...keys: string[]): Promise<void>;
  /** Pastes text, as a terminal does that was asked to mark it. */
  paste(text: string): Promise<void>;
  /** Waits until the screen shows a text, and returns the screen. */
  see(text: string): Promise<string>;
  /** Column and row of the cursor, both from 0. */
  cursor(): Promise<string>;
}

async function hasTmux(): Promise<boolean> {
  try {
    return (await new Deno.Command("tmux", { args: ["-V"] }).output()).success;
  } catch {
    return false;
  }
}

/** Starts the client in a terminal; after its end, the terminal tells its exit code and whether it is as it was. */
async function startPane(port: number, ...args: string[]): Promise<Pane> {
  const directory = temporaryDirectory();
  async function tmux(...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-S", `${directory.path}/tmux`, "-f", "/dev/null", "-u", ...args],
    }).output();
    if (!success) throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }
  const client = [...clientProgram(), "--port", String(port), ...args].map((word) => `'${word}'`).join(" ");
  const script =
    `before=$(stty -g); ${client}; echo "code $?"; [ "$before" = "$(stty -g)" ] && echo "terminal restored"; cat`;
  await tmux("new-session", "-d", "-x", "90", "-y", "30", script);
  return {
    type: async (text) => void await tmux("send-keys", "-l", text),
    press: async (...keys) => void await tmux("send-keys", ...keys),
    async paste(text) {
      await tmux("set-buffer", text);
      await tmux("paste-buffer", "-p");
    },
    async see(text) {
      const end = performance.now() + DEADLINE;
      for (;;) {
        const screen = await tmux("capture-pane", "-p");
        if (screen.includes(text)) return screen;
        if (performance.now() > end) throw new Error(`Never saw ${JSON.stringify(text)} but:\n${screen.trimEnd()}`);
      }
    },
    cursor: async () => (await tmux("display-message", "-p", "#{cursor_x},#{cursor_y}")).trim(),
    async [Symbol.asyncDispose]() {
      await tmux("kill-server");
      directory[Symbol.dispose]();
    },
  };
}

const options = { ignore: !await hasTmux() };

Deno.test(
  "at a terminal a person logs in unseen, writes with completion, reads, and leaves it as it was",
  options,
  async () => {
    await using server = await startServer();
    await using pane = await startPane(server.port);
    await pane.see("Command :");
    await pane.type("au");
    await pane.press("Tab");
    await pane.see("Command : auth");
    await pane.type("maya");
    await pane.press("Enter");
    await pane.see("Password of maya:");
    await pane.type(PASSWORD);
    await pane.press("Enter");
    const screen = await pane.see(LOGGED_IN);
    assert(!screen.includes(PASSWORD));
    assertMatch(screen, /^Connected to ngobrol \d\S+ at 127\.0\.0\.1:\d+\nCommand : auth maya\nPassword of maya:/);

    await pane.type("send ma");
    await pane.press("Tab");
    await pane.see("send maya");
    await pane.type("你好 cafe\u0301");
    await pane.press("Left", "Left");
    await pane.type("!");
    await pane.see("你好 ca!fe\u0301");
    // "Command maya: send maya 你好 ca!" takes 24 + 5 + 3 columns.
    assertEquals(await pane.cursor(), "32,4");
    await pane.press("Enter");
    await pane.see("message sent to maya");
    await pane.type("inbox");
    await pane.press("Enter");
    assertMatch(await pane.see("(maya): "), /^\d\d:\d\d {2}Kholishotul Amaliah \(maya\): 你好 ca!fe\u0301$/m);

    await pane.press("C-c");
    await pane.see("terminal restored");
    assertStringIncludes(await pane.see("code 0"), '"Logged out"\nExit from program\ncode 0\n');
    using peer = await server.connect();
    await peer.logIn("izza");
    assertEquals((await peer.ask("list"))["messages"], ["izza"]);
  },
);

Deno.test("at a terminal nothing of a paste runs by itself, and a password is not recalled", options, async () => {
  await using server = await startServer();
  await using pane = await startPane(server.port);
  await pane.see("Command :");
  await pane.type(`auth maya ${PASSWORD}`);
  await pane.press("Enter");
  await pane.see(LOGGED_IN);
  await pane.press("Up");
  await pane.see("Command maya: auth maya\n");
  await pane.press("C-u");
  await pane.paste("send maya one\nsend maya two");
  const screen = await pane.see("Command maya: send maya one send maya two");
  assert(!screen.includes("message sent"));
  await pane.press("C-u", "C-d");
  await pane.see("terminal restored");
});

Deno.test("at a terminal the wire and what the client has to say come above the draft", options, async () => {
  await using server = await startServer();
  await using pane = await startPane(server.port, "--wire", "--user", "maya");
  await pane.see("Password of maya:");
  await pane.type(PASSWORD);
  await pane.press("Enter");
  await pane.see("Command maya:");
  await pane.type("send ma");
  await pane.press("Tab");
  assertMatch(
    await pane.see("Command maya: send maya"),
    /> list [0-9a-f-]{36}\n< \{"status": "OK", .*\nCommand maya: send maya/s,
  );
  await pane.press("C-u");
  await pane.type("exit");
  await pane.press("Enter");
  await pane.see("code 0");
  await pane.see("terminal restored");
});
