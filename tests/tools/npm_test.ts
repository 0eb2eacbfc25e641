/**
 * The packages for npm, as those have them who get them from a registry of their own: installed into an empty home, and
 * started with npx, where nothing else can be reached.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { sha256 } from "../../tools/release/archive.ts";
import { packNpm } from "../../tools/release/npm.ts";
import { ROOT, run, startProcess, temporaryDirectory } from "../support/helpers.ts";
import { exitCode } from "../support/patience.ts";
import { testWith } from "../support/with_program.ts";

const EXECUTABLE = `${ROOT}dist/ngobrol`;

/** It takes a minute. */
const isReady = Deno.build.os === "linux" && Deno.env.get("CI_RELEASE") === "1";

/** A registry with the packages of a folder and no others. */
async function startRegistry(folder: string, names: readonly string[]): Promise<{ url: string } & AsyncDisposable> {
  const packages = new Map<string, Record<string, unknown>>();
  for (const archive of names) {
    const text = (await run(["tar", "-xzOf", `${folder}/${archive}`, "package/package.json"], [])).out;
    const json = JSON.parse(text);
    const bytes = await Deno.readFile(`${folder}/${archive}`);
    const integrity = `sha512-${Buffer.from(await crypto.subtle.digest("SHA-512", bytes)).toString("base64")}`;
    packages.set(json.name, { ...json, dist: { integrity, tarball: archive } });
  }
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname, origin } = new URL(request.url);
    if (pathname.endsWith(".tgz")) return new Response(await Deno.readFile(`${folder}${pathname}`));
    const found = packages.get(pathname.slice(1)) as { version: string; dist: { tarball: string } } | undefined;
    if (found === undefined) return new Response("{}", { status: 404 });
    const dist = { ...found.dist, tarball: `${origin}/${found.dist.tarball}` };
    const version = { ...found, dist };
    return Response.json({ ...found, "dist-tags": { latest: found.version }, versions: { [found.version]: version } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

testWith(["npm"], "P6: npm packages of the same files are the same bytes, wherever they are made", async () => {
  using directory = temporaryDirectory();
  const sums = new Set<string>();
  for (const part of ["a", "a longer name"]) {
    const output = `${directory.path}/${part}`;
    Deno.mkdirSync(output);
    Deno.writeTextFileSync(`${output}/program`, "#!/bin/sh\n");
    const executables = new Map([["aarch64-apple-darwin", `${output}/program`]]);
    const options = { version: "1.2.3", executables, notices: "", root: ROOT, output };
    const packed = (await packNpm({ ...options, directory: `${output}/npm` })).sort();
    assertEquals(packed, ["ngobrol-1.2.3.tgz", "ngobrol-darwin-arm64-1.2.3.tgz", "ngobrol-server-1.2.3.tgz"]);
    for (const name of packed) sums.add(`${name} ${await sha256(`${output}/${name}`)}`);
  }
  assertEquals(sums.size, 3);
});

Deno.test({
  name: `the npm packages are installed without a script, and npx starts both programs${
    isReady ? "" : " (needs CI_RELEASE=1, deno task compile, Linux)"
  }`,
  ignore: !isReady,
  async fn() {
    using directory = temporaryDirectory();
    const [output, home] = [`${directory.path}/out`, `${directory.path}/home`];
    for (const path of [output, home]) Deno.mkdirSync(path);
    const packed = await packNpm({
      version: "1.2.3",
      executables: new Map([[Deno.build.target, EXECUTABLE]]),
      notices: "Licences",
      root: ROOT,
      directory: `${directory.path}/npm`,
      output,
    });
    const platform = Deno.build.arch === "x86_64" ? "linux-x64" : "linux-arm64";
    assertEquals(
      packed.sort(),
      ["ngobrol", `ngobrol-${platform}`, "ngobrol-server"].map((it) => `${it}-1.2.3.tgz`).sort(),
    );
    for (const archive of packed) {
      const json = JSON.parse((await run(["tar", "-xzOf", `${output}/${archive}`, "package/package.json"], [])).out);
      assertEquals(json.scripts, undefined, archive);
    }
    await using registry = await startRegistry(output, packed);
    const env = {
      ...{ HOME: home, PATH: Deno.env.get("PATH")!, npm_config_registry: registry.url, npm_config_audit: "false" },
      ...{ npm_config_update_notifier: "false", npm_config_cache: `${home}/.npm`, npm_config_fund: "false" },
    };
    const options = { cwd: home, clearEnv: true, env };
    const installed = await run(["npm", "install", "--global", "--prefix", `${home}/global`, "ngobrol"], [], options);
    assertEquals(installed.code, 0, installed.err);
    const bin = `${home}/global/bin`;
    assertMatch((await run([`${bin}/ngobrol`, "--version"], [], options)).out, /^ngobrol \d/);
    assertMatch((await run([`${bin}/ngobrol-server`, "--version"], [], options)).out, /^ngobrol-server \d/);
    const wrong = await run([`${bin}/ngobrol`, "--bogus"], [], options);
    assertEquals(wrong.code, 2);

    const data = `${home}/data`;
    const args = ["--yes", "ngobrol-server", "--port", "0", "--log", "quiet", "--data", data];
    await using server = await startProcess(["npx"], args, options);
    const chat = await run(
      ["npx", "--yes", "ngobrol", "--port", String(server.port), "--user", "maya", "send", "izza", "hi"],
      [],
      {
        ...options,
        env: { ...env, NGOBROL_PASSWORD: "surabaya" },
      },
    );
    assertEquals({ code: chat.code, out: chat.out }, { code: 0, out: "message sent to izza\n" });

    // Without npx between, the launcher hands on the signal and ends as the server does, whether that got it as well or not.
    for (const toAll of [false, true]) {
      await using other = await startProcess([`setsid`, `${bin}/ngobrol-server`], [
        "--port",
        "0",
        "--data",
        data + toAll,
      ], options);
      await run(["kill", "-TERM", "--", `${toAll ? "-" : ""}${other.process.pid}`], []);
      assertEquals(await exitCode(other.process), 0, `to all: ${toAll}`);
    }

    Deno.removeSync(`${home}/global/lib/node_modules/ngobrol/node_modules/ngobrol-${platform}`, { recursive: true });
    const missing = await run([`${bin}/ngobrol`], [], options);
    assert(missing.code === 1);
    assertStringIncludes(missing.err, `Cannot find ngobrol-${platform}: `);
  },
});
