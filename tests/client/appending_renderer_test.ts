/** What the plain look appends, without a terminal. @module */

import { assertEquals } from "@std/assert";
import { AppendingRenderer } from "../../lib/client/terminal/appending_renderer.ts";
import { openLineEditor } from "../../lib/client/terminal/line_editor.ts";
import { themeOf } from "../../lib/client/terminal/theme.ts";
import { Output } from "../../lib/output.ts";

Deno.test("news is appended below the prompt, which is shown again, and nothing is ever erased", async () => {
  let text = "";
  const output = new Output({
    write(bytes: Uint8Array) {
      text += new TextDecoder().decode(bytes);
      return Promise.resolve(bytes.length);
    },
  });
  const renderer = new AppendingRenderer(output, themeOf({ language: "en", plain: true }), () => {});
  const editor = openLineEditor("Password: ", { secret: true });
  renderer.draw(editor);
  renderer.draw(editor);
  renderer.clear();
  renderer.print(["news", "\x1b[2J"]);
  renderer.end(editor, { vanishes: true, hasEnded: false });
  renderer.print(["more"]);
  renderer.leave();
  await renderer.seen();
  assertEquals(text, "Password: \nnews\n\\x1b[2J\nPassword: \nmore\n");
});
