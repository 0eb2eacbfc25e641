/** The package for JSR, as `deno publish` would send it. @module */

import { assert, assertEquals } from "@std/assert";
import { chosenOptions } from "../../tools/std/options.ts";
import { ROOT, run } from "../support/helpers.ts";

const { exports } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`)) as { exports: Record<string, string> };

Deno.test("a dry run for JSR passes, and the package has every module that its exports need", async () => {
  const args = ["publish", "--dry-run", "--allow-dirty", "--no-check"];
  const { code, err } = await run([Deno.execPath()], args, { cwd: ROOT, env: { NO_COLOR: "1" } });
  assertEquals(code, 0, err);
  const packed = new Set(Array.from(err.matchAll(/^ {3}(file:\S+) \(/gm), ([, url]) => url!));
  assert(packed.size > 10, err);
  for (const module of Object.values(exports)) {
    const info = await run([Deno.execPath(), "info", "--json", ...chosenOptions()], [module], { cwd: ROOT });
    const modules = (JSON.parse(info.out).modules as { specifier: string }[]).map(({ specifier }) => specifier);
    const own = modules.filter((specifier) => specifier.startsWith("file:"));
    assert(own.length > 5, module);
    assertEquals(own.filter((specifier) => !packed.has(specifier)), [], module);
    assertEquals(modules.filter((specifier) => !/^(?:file|node):/.test(specifier)), [], "it needs no package");
  }
});
