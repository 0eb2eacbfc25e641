/**
 * install.sh as people run it: by a POSIX shell, with no root, from a server that has a release; what is wrong is said in a
 * sentence, and then nothing is changed.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { pack, sha256 } from "../../tools/release/archive.ts";
import { makeManifests } from "../../tools/release/manifests.ts";
import { run, temporaryDirectory } from "../support/helpers.ts";
import { testWith } from "../support/with_program.ts";

const TARGET = Deno.build.target;

/** What stands for the executable: a program that tells its version. */
const PROGRAM = '#!/bin/sh\necho "${0##*/} $VERSION_OF_TEST"\n';

/** The folder of an archive, as a release lays it, with a small program. */
function layFolder(folder: string, program: string): void {
  for (const part of ["man", "completions"]) Deno.mkdirSync(`${folder}/${part}`, { recursive: true });
  Deno.writeTextFileSync(`${folder}/ngobrol`, program, { mode: 0o755 });
  const texts = ["README.md", "LICENSE", "THIRD_PARTY_LICENSES.txt", "man/ngobrol.1", "man/ngobrol-server.1"];
  const shells = ["completions/ngobrol.bash", "completions/_ngobrol", "completions/ngobrol.fish"];
  for (const path of [...texts, ...shells]) Deno.writeTextFileSync(`${folder}/${path}`, path);
}

interface Site extends AsyncDisposable {
  readonly url: string;
  /** The folder that is served. */
  readonly files: string;
  /** Runs the installer; `HOME` is an empty folder. */
  install(...args: string[]): Promise<{ code: number; out: string; err: string }>;
  /** All files in the home. */
  home(): string[];
}

async function startSite(): Promise<Site> {
  await using stack = new AsyncDisposableStack();
  const directory = stack.use(temporaryDirectory());
  const [files, home] = [`${directory.path}/site`, `${directory.path}/home`];
  for (const path of [files, home]) Deno.mkdirSync(path);
  for (const version of ["1.0.0", "1.1.0"]) {
    const name = `ngobrol-${version}-${TARGET}`;
    layFolder(`${directory.path}/${name}`, PROGRAM.replace("$VERSION_OF_TEST", version));
    Deno.mkdirSync(`${files}/v${version}`);
    const archive = `${files}/v${version}/${name}.tar.xz`;
    await pack(directory.path, name, archive, 1_700_000_000);
    Deno.writeTextFileSync(`${files}/v${version}/SHA256SUMS`, `${await sha256(archive)}  ${name}.tar.xz\n`);
  }
  const server = stack.adopt(
    Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
      const bytes = await Deno.readFile(files + new URL(request.url).pathname).catch(() => undefined);
      return bytes === undefined ? new Response("", { status: 404 }) : new Response(bytes);
    }),
    (server) => server.shutdown(),
  );
  const url = `http://127.0.0.1:${server.addr.port}`;
  const script = `${directory.path}/install.sh`;
  Deno.writeTextFileSync(
    script,
    makeManifests({ version: "1.1.0", url, homepage: url, sums: new Map() })["install.sh"]!,
  );
  const running = stack.move();
  return {
    url,
    files,
    install: (...args) =>
      run(["sh", script, ...args], [], { clearEnv: true, env: { HOME: home, PATH: Deno.env.get("PATH")! } }),
    home: () => list(home).map((path) => path.slice(home.length + 1)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function list(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) =>
    isDirectory ? list(`${folder}/${name}`) : [`${folder}/${name}`]
  ).sort();
}

function testInstaller(title: string, fn: () => Promise<void>): void {
  testWith(["sh", "tar", "xz", "curl"], title, fn);
}

testInstaller(
  "install.sh installs, takes another version into its place, and removes what it has installed",
  async () => {
    await using site = await startSite();
    const older = await site.install("--version", "1.0.0");
    assertEquals({ code: older.code, err: older.err }, { code: 0, err: "" });
    assertMatch(older.out, /^Installed ngobrol and ngobrol-server 1\.0\.0 in \S+\/home\/\.local\/bin, /);
    assertMatch(older.out, /is not in PATH: add it/);
    const files = site.home();
    assert(
      files.includes(".local/bin/ngobrol") && files.includes(".local/share/man/man1/ngobrol-server.1"),
      String(files),
    );

    const newer = await site.install();
    assertMatch(newer.out, /^Installed ngobrol and ngobrol-server 1\.1\.0 /);
    assertEquals(site.home(), files);
    const prefix = /in (\S+)\/bin,/.exec(newer.out)![1]!;
    assertEquals((await run([`${prefix}/bin/ngobrol-server`], [])).out, "ngobrol-server 1.1.0\n");

    Deno.writeTextFileSync(`${prefix}/share/of another`, "");
    assertEquals((await site.install("--uninstall")).out, `Removed ngobrol and ngobrol-server from ${prefix}\n`);
    assertEquals(site.home(), [".local/share/of another"]);
    assertMatch((await site.install("--uninstall")).err, /^install\.sh: nothing is installed in /);
  },
);

testInstaller("P6: an archive with another checksum is not unpacked, and what was installed stays", async () => {
  await using site = await startSite();
  assertEquals((await site.install("--version", "1.0.0")).code, 0);
  const files = site.home();
  const archive = `${site.files}/v1.1.0/ngobrol-1.1.0-${TARGET}.tar.xz`;
  Deno.copyFileSync(archive.replaceAll("1.1.0", "1.0.0"), archive);
  const { code, out, err } = await site.install();
  assertEquals({ code, out }, { code: 1, out: "" });
  assertMatch(
    err,
    /^install\.sh: the checksum of \S+ is [0-9a-f]{64} and should be [0-9a-f]{64}; nothing was installed\n$/,
  );
  assertEquals(site.home(), files);
});

testInstaller("install.sh says in a sentence what it cannot do", async () => {
  await using site = await startSite();
  const file = `${site.files}/a file`;
  Deno.writeTextFileSync(file, "");
  Deno.removeSync(`${site.files}/v1.0.0/ngobrol-1.0.0-${TARGET}.tar.xz`);
  const cases: [args: string[], sentence: RegExp][] = [
    [["--fast"], /^there is no option --fast; see --help$/],
    [["--version"], /^--version takes a value$/],
    [["--version", "../etc"], /^--version takes a version such as 1\.2\.3: /],
    [["--prefix", "here"], /^--prefix takes a path that begins with \/: here$/],
    [["--prefix", `${file}/below`], /^cannot make \S+.*; --prefix names another directory$/],
    [["--prefix", "/proc"], /^cannot write in \/proc; --prefix names another directory$/],
    [["--version", "9.9.9"], /^cannot download http:\S+\/v9\.9\.9\/SHA256SUMS$/],
    [["--version", "1.0.0"], /^cannot download http:\S+\.tar\.xz$/],
  ];
  for (const [args, sentence] of cases) {
    const { code, out, err } = await site.install(...args);
    assertEquals({ args, code, out }, { args, code: 1, out: "" });
    const lines = err.trimEnd().split("\n").filter((line) => line.startsWith("install.sh: "));
    assertEquals(lines.length, 1, err);
    assertMatch(lines[0]!.slice("install.sh: ".length), sentence);
  }
  assertEquals(site.home().filter((path) => !path.endsWith("/")), []);
});

Deno.test("every way to install tells the same version, addresses and checksums", () => {
  const sums = new Map([["x86_64-pc-windows-msvc", "a".repeat(64)], ["aarch64-apple-darwin", "b".repeat(64)]]);
  const url = "https://example.com/releases/download";
  const files = makeManifests({ version: "1.2.3", url, homepage: "https://example.com", sums });
  for (const [name, text] of Object.entries(files)) {
    assert(text.includes("1.2.3"), name);
    assert(!/@[A-Z]+@|undefined/.test(text), name);
  }
  const scoop = JSON.parse(files["ngobrol.json"]!);
  assertEquals(scoop.architecture["64bit"], {
    url: `${url}/v1.2.3/ngobrol-1.2.3-x86_64-pc-windows-msvc.zip`,
    hash: "a".repeat(64),
    extract_dir: "ngobrol-1.2.3-x86_64-pc-windows-msvc",
  });
  assertMatch(files["ngobrol.rb"]!, new RegExp(`aarch64-apple-darwin.tar.xz"\n *sha256 "${"b".repeat(64)}"`));
});
