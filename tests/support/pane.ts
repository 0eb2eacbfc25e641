/** A real terminal for tests: that of tmux, which draws what it is told and knows where the cursor is. @module */

import { existsSync } from "node:fs";
import { temporaryDirectory } from "./helpers.ts";
import { PATIENCE, until } from "./patience.ts";

/** A terminal in which a program runs. */
export interface Pane extends AsyncDisposable {
  /** Types text, without Enter. */
  type(text: string): Promise<void>;
  /** Presses keys by their names in tmux. */
  press(...keys: string[]): Promise<void>;
  /** Sends bytes as they are, as if they were typed. */
  send(bytes: Uint8Array): Promise<void>;
  /** Pastes text, as a terminal does that was asked to mark it. */
  paste(text: string): Promise<void>;
  /** Waits until the screen shows a text, and returns the screen. */
  see(text: string): Promise<string>;
  /** Keeps all bytes that the program writes from now on in a file; they may come there after they are seen. */
  record(file: string): Promise<void>;
  /** The screen with its colours, as SGR sequences. */
  colored(): Promise<string>;
  /** The screen, and what has scrolled out of it. */
  all(): Promise<string>;
  /** Makes the terminal larger or smaller. */
  resize(columns: number, rows: number): Promise<void>;
  /** Stops the terminal, which takes nothing then, or lets it go on. */
  stop(isStopped: boolean): Promise<void>;
  /** Column and row of the cursor, both from 0. */
  cursor(): Promise<string>;
}

/** Whether there is a terminal to test with. */
export async function hasTmux(): Promise<boolean> {
  try {
    return (await new Deno.Command("tmux", { args: ["-V"] }).output()).success;
  } catch {
    return false;
  }
}

/** Options of {@linkcode startPane}. */
export interface PaneOptions {
  /** @default 90 */
  columns?: number;
  /** @default 30 */
  rows?: number;
  /** Where the program keeps what it keeps. @default in a place for this terminal alone */
  state?: string;
  /** What else its environment has: passwords too, which a list of processes shall not show. @default nothing */
  env?: Record<string, string>;
}

/** Starts a program in a terminal; after its end, the terminal tells its exit code and whether it is as it was. */
export async function startPane(
  program: readonly string[],
  { columns = 90, rows = 30, state, env = {} }: PaneOptions = {},
): Promise<Pane> {
  const directory = temporaryDirectory();
  const surroundings = { LC_ALL: "C.UTF-8", XDG_STATE_HOME: state ?? directory.path, ...env };
  async function tmux(...args: string[]): Promise<string> {
    const { success, stdout, stderr } = await new Deno.Command("tmux", {
      args: ["-S", `${directory.path}/tmux`, "-f", "/dev/null", "-u", ...args],
      env: surroundings, // That of the first call is the terminal's.
    }).output();
    if (!success) throw new Error(`tmux ${args[0]}: ${new TextDecoder().decode(stderr)}`);
    return new TextDecoder().decode(stdout);
  }
  let pid = 0;
  const words = program.map((word) => `'${word}'`).join(" ");
  // Ctrl-C is for the program alone, and not for the shell that waits for it.
  const script =
    `trap : INT; before=$(stty -g); ${words}; echo "code $?"; [ "$before" = "$(stty -g)" ] && echo "terminal restored"; cat`;
  await tmux("new-session", "-d", "-x", String(columns), "-y", String(rows), script);
  return {
    type: async (text) => void await tmux("send-keys", "-l", text),
    press: async (...keys) => void await tmux("send-keys", ...keys),
    async send(bytes) {
      await Deno.writeFile(`${directory.path}/bytes`, bytes);
      await tmux("load-buffer", `${directory.path}/bytes`);
      await tmux("paste-buffer", "-r");
    },
    async paste(text) {
      await tmux("set-buffer", text);
      await tmux("paste-buffer", "-p");
    },
    async see(text) {
      const end = performance.now() + PATIENCE;
      for (;;) {
        const screen = await tmux("capture-pane", "-p");
        if (screen.includes(text)) return screen;
        if (performance.now() > end) throw new Error(`Never saw ${JSON.stringify(text)} but:\n${screen.trimEnd()}`);
      }
    },
    async record(file) {
      // The program that writes into it is started in the background.
      await tmux("pipe-pane", "-O", `exec cat >> '${file}'`);
      await until(() => existsSync(file));
    },
    colored: () => tmux("capture-pane", "-p", "-e"),
    all: () => tmux("capture-pane", "-p", "-S", "-"),
    resize: async (columns, rows) => void await tmux("resize-window", "-x", String(columns), "-y", String(rows)),
    async stop(isStopped) {
      if (isStopped) pid = Number(await tmux("display-message", "-p", "#{pid}"));
      Deno.kill(pid, isStopped ? "SIGSTOP" : "SIGCONT");
    },
    cursor: async () => (await tmux("display-message", "-p", "#{cursor_x},#{cursor_y}")).trim(),
    async [Symbol.asyncDispose]() {
      await tmux("kill-server");
      directory[Symbol.dispose]();
    },
  };
}
