/** A release: the same bytes for the same commit, and all that is inside is told. @module */

import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { pack, sha256 } from "../../tools/release/archive.ts";
import { npmPackagesIn } from "../../tools/release/contents.ts";
import { type Documents, makeDocuments } from "../../tools/release/documents.ts";
import { type Executable, makeOne } from "../../tools/release/executables.ts";
import { isSigned } from "../../tools/release/mac_signature.ts";
import { billOfMaterials } from "../../tools/release/sbom.ts";
import { chosenOptions } from "../../tools/std/options.ts";
import { findPackages } from "../../tools/npm_packages.ts";
import { laySources, type Sources } from "../../tools/release/sources.ts";
import { ROOT, run, temporaryDirectory } from "../support/helpers.ts";
import { testWith } from "../support/with_program.ts";

/** Whether to run those that take a minute, and get a base where none is named. */
const runsAll = Deno.env.get("CI_RELEASE") === "1";

for (const suffix of [".tar.xz", ".zip"]) {
  testWith(
    ["tar", suffix === ".zip" ? "zip" : "xz"],
    `P6: archives (${suffix}) of the same files are the same bytes, wherever and whenever they are made`,
    async () => {
      using directory = temporaryDirectory();
      const sums = new Set<string>();
      for (const [parent, time, mode] of [["a", 1e9, 0o644], ["a longer name", 1.1e9, 0o600]] as const) {
        const folder = `${directory.path}/${parent}/ngobrol`;
        Deno.mkdirSync(`${folder}/man`, { recursive: true });
        for (const name of parent === "a" ? ["b", "man/c", "a"] : ["man/c", "a", "b"]) {
          Deno.writeTextFileSync(`${folder}/${name}`, name.repeat(1000), { mode });
          Deno.utimeSync(`${folder}/${name}`, time, time);
        }
        const archive = `${directory.path}/${parent}${suffix}`;
        await pack(`${directory.path}/${parent}`, "ngobrol", archive, 1_700_000_000);
        sums.add(await sha256(archive));
      }
      assertEquals(sums.size, 1);
    },
  );
}

Deno.test("what only tests and tools need is told apart, and what a bundle took along is not forgotten", async () => {
  const { needed, others } = await findPackages(ROOT, ["ngobrol.ts"]);
  const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
  assert(names(needed).includes("libsodium-sumo") && names(needed).includes("smol-toml"), "also what others need");
  assert(!names(needed).includes("marked"));
  assertEquals(names(others).includes("marked"), chosenOptions().some((it) => it.startsWith("--lock=")));
  const { packages, notices } = await makeDocuments({ root: ROOT, version: "1", time: 0, cache: "", commit: "" });
  assert(names(packages).includes("preact"));
  assertMatch(notices, /^postgres \S+ \(Unlicense\)\n\nThis is free and unencumbered software/m);
});

Deno.test("the packages in an executable are read from its list of files", () => {
  const folder = (n: string, e: unknown[]) => ({ Dir: { n, e } });
  const packages = [
    folder("a", [folder("1.0.0", [])]),
    folder("@s", [folder("b", [folder("2.0.0", []), folder("1.0.0", [])])]),
  ];
  const json = JSON.stringify([folder(".deno_compile_node_modules", [folder("localhost", packages)])]);
  const length = new Uint8Array(new BigUint64Array([BigInt(json.length)]).buffer);
  const executable = new Uint8Array([1, 2, 3, ...length, ...new TextEncoder().encode(`${json}more`)]);
  assertEquals(npmPackagesIn(executable), ["@s/b 1.0.0", "@s/b 2.0.0", "a 1.0.0"]);
});

/** A Mach-O file of some pages, with the sums of those. */
function signedMachO(): Buffer {
  const [page, end] = [16, 84]; // Bytes of a page, and of all that is signed.
  const pages = Math.ceil(end / page);
  const file = Buffer.alloc(end + 20 + 44 + 32 * pages);
  file.writeUInt32LE(1, 16); // One command: where the signature is.
  for (const [place, value] of [[32, 0x1d], [36, 16], [40, end]] as const) file.writeUInt32LE(value, place);
  file.writeUInt32BE(1, end + 8); // One part: the directory.
  file.writeUInt32BE(20, end + 16);
  const directory = end + 20;
  for (const [field, value] of [[0, 0xfade0c02], [16, 44], [28, pages], [32, end]] as const) {
    file.writeUInt32BE(value, directory + field);
  }
  for (const [field, value] of [[36, 32], [37, 2], [39, 4]] as const) file.writeUInt8(value, directory + field);
  for (let index = 0; index < pages; index++) {
    const bytes = file.subarray(index * page, Math.min((index + 1) * page, end));
    createHash("sha256").update(bytes).digest().copy(file, directory + 44 + 32 * index);
  }
  return file;
}

Deno.test("an executable for an arm64 Mac is signed: each byte that was signed counts", () => {
  assertEquals(isSigned(signedMachO()), true);
  for (let place = 44; place < 84; place++) {
    const file = signedMachO();
    file[place]! ^= 1;
    assertEquals(isSigned(file), false, String(place));
  }
  const unsigned = signedMachO();
  unsigned.writeUInt32LE(0x19, 32);
  assertEquals(isSigned(unsigned), false);
});

/** An executable for this machine, of the last commit, made in a folder of its own. */
async function make(
  directory: string,
  name: string,
): Promise<{ sources: Sources; documents: Documents; made: Executable }> {
  const sources = await laySources(".", `${directory}/${name}`);
  const documents = await makeDocuments(sources);
  const source = { named: Deno.env.get("DENORT_BIN") || undefined, strict: false, directory: `${directory}/bases` };
  const folder = `${directory}/${name}/out`;
  Deno.mkdirSync(folder);
  const made = await makeOne(sources, Deno.build.target, folder, documents.notices, source);
  return { sources, documents, made };
}

Deno.test({
  name: `P6: two executables of one commit, made in two folders, are the same bytes, and what is inside is told${
    runsAll ? "" : " (needs CI_RELEASE=1)"
  }`,
  ignore: !runsAll,
  async fn() {
    using directory = temporaryDirectory();
    const { sources, documents, made } = await make(directory.path, "one");
    const again = await make(directory.path, "another folder");
    assertEquals(again.made.sha256, made.sha256);
    assertEquals(again.documents.notices, documents.notices);
    const version = (await run([made.path], ["--version"])).out;
    assertMatch(version, new RegExp(`^ngobrol ${sources.version} .*, commit ${sources.commit}[,)]`));

    const inside = npmPackagesIn(Deno.readFileSync(made.path));
    assert(inside.some((name) => name.startsWith("get-east-asian-width ")));
    const lock = Deno.readTextFileSync(`${sources.root}/tools/std/npm.lock`);
    const { components } = billOfMaterials(sources, documents.packages, lock);
    for (const name of inside) {
      assert(documents.notices.includes(`\n${name} (`), name);
      const component = (components as { name: string; version: string; hashes?: unknown }[]).find((it) =>
        `${it.name} ${it.version}` === name
      );
      assert(component?.hashes !== undefined, name);
    }
  },
});
