/**
 * The stand-ins of closed networks do what the packages do: one table of answers for both. Run as a program, this file
 * prints the answers of whatever the import map gives it.
 *
 * @module
 */

import { pathToFileURL } from "node:url";
import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { generate as generateUuid7 } from "@std/uuid/v7";
import { LINES, sumOf } from "./support/arguments_fuzz.ts";
import { ROOT, run } from "./support/helpers.ts";

const IMPORT_MAP = `${ROOT}tools/std/import_map.json`;

/**
 * The sum of what `@std/cli` 1.0.28 makes of command lines by chance, from its real source: a stand-in that differs in one
 * of them has another. Where the tests run with the package, it is the one that is asked.
 */
const FUZZED = "5aae73b25c7ff0db09f1cd74101a13fe570416d2518d74817ed023717aba7202";

/** Assertions that hold, and the same ones that do not. */
const HOLDING: (() => unknown)[] = [
  () => assert(1),
  () => assertEquals({ a: [1, new Set(["x"])], b: undefined }, { a: [1, new Set(["x"])], b: undefined }),
  () => assertEquals(new Uint8Array([1, 2]), new Uint8Array([1, 2])),
  () => assertEquals(NaN, NaN),
  () => assertMatch("maya", /^m/),
  () => assertStringIncludes("Wrong password", "password"),
  () => assertThrows(() => JSON.parse("{"), SyntaxError),
  () => assertThrows(() => fail("no user"), Error, "user"),
  () => assertRejects(async () => await reject("no user"), Error, "user"),
];
const FAILING: (() => unknown)[] = [
  () => assert(0),
  () => assertEquals<unknown>(1, "1"),
  () => assertEquals<unknown>({ a: 1 }, { a: 1, b: 2 }),
  () => assertEquals([1, 2], [2, 1]),
  () => assertEquals(new Uint8Array([1, 2]), new Uint8Array([1, 3])),
  () => assertMatch("maya", /^i/),
  () => assertStringIncludes("Wrong password", "Password"),
  () => assertThrows(() => {}, Error),
  () => assertThrows(() => JSON.parse("{"), RangeError),
  () => assertThrows(() => fail("no user"), Error, "password"),
  () => assertRejects(async () => await Promise.resolve(), Error),
  () => assertRejects(async () => await reject("no user"), TypeError),
  () => assertRejects(async () => await reject("no user"), Error, "password"),
];

function fail(message: string): never {
  throw new Error(message);
}

function reject(message: string): Promise<never> {
  return Promise.reject(new Error(message));
}

async function holds(assertion: () => unknown): Promise<boolean> {
  try {
    await assertion();
    return true;
  } catch {
    return false;
  }
}

/** What a UUID says of itself. */
function readUuid(uuid: string) {
  const isVersion7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid);
  return { isVersion7, at: parseInt(uuid.slice(0, 13).replace("-", ""), 16) };
}

const TIMES = [0, 1_645_557_742_000, 2 ** 48 - 1];

/** The answers of the packages, or of their stand-ins. */
async function answers() {
  return {
    fuzzed: sumOf(LINES),
    uuids: TIMES.map((time) => readUuid(generateUuid7(time))),
    differ: generateUuid7(0) !== generateUuid7(0),
    holding: await Promise.all(HOLDING.map(holds)),
    failing: await Promise.all(FAILING.map(holds)),
  };
}

const EXPECTED: Awaited<ReturnType<typeof answers>> = {
  fuzzed: FUZZED,
  uuids: TIMES.map((at) => ({ isVersion7: true, at })),
  differ: true,
  holding: HOLDING.map(() => true),
  failing: FAILING.map(() => false),
};

/** Compares as text, without an assertion: they are on trial here. */
function compare(given: string): void {
  const expected = JSON.stringify(EXPECTED);
  if (given !== expected) throw new Error(`The answers are\n${given}\nand should be\n${expected}`);
}

function sourcesIn(folder: string): string[] {
  return Array.from(Deno.readDirSync(folder)).flatMap(({ name, isDirectory }) => {
    if (isDirectory) return name.startsWith(".") ? [] : sourcesIn(`${folder}${name}/`);
    return /\.tsx?$/.test(name) ? [Deno.readTextFileSync(folder + name)] : [];
  });
}

/** What the sources import from `@std`: pairs of a package and a name. */
function importedNames(): [specifier: string, name: string][] {
  return sourcesIn(ROOT).flatMap((source) => {
    const imports = source.matchAll(/\{([^{}]*)\}\s*(?:from|= await import\()\s*"(@std\/[^"]+)"/g);
    return Array.from(
      imports,
      ([, list, specifier]) =>
        Array.from(list!.matchAll(/(?:^|,)\s*(?:type\s+)?(\w+)/g), ([, name]): [string, string] => [specifier!, name!]),
    )
      .flat();
  });
}

Deno.test("the import map has every name of deno.json", () => {
  const { imports } = JSON.parse(Deno.readTextFileSync(`${ROOT}deno.json`));
  const map = JSON.parse(Deno.readTextFileSync(IMPORT_MAP)).imports;
  assertEquals(Object.keys(imports).filter((name) => !(name in map)), []);
  const npm = Object.keys(imports).filter((name) => imports[name].startsWith("npm:"));
  for (const name of npm) assertEquals(map[name], imports[name]); // Only what comes from JSR is stood in for.
});

Deno.test("P6: the lock fixes every npm package that a source names, at one version", () => {
  const lock = JSON.parse(Deno.readTextFileSync(`${ROOT}tools/std/npm.lock`));
  const named = sourcesIn(ROOT).flatMap((source) =>
    source.match(/(?<=^(?:import|export) (?:.* from )?")npm:[^"]+/gm) ?? []
  );
  assert(named.length >= 3, String(named));
  for (const specifier of named) {
    const [, exact, version] = /^(npm:.+@(\d+\.\d+\.\d+))(?:\/.*)?$/.exec(specifier) ?? [];
    assert(exact !== undefined, `${specifier} names no version`);
    assertEquals(lock.specifiers[exact], version, `${specifier} is not in the lock`);
  }
  assertEquals([lock.jsr, lock.remote], [undefined, undefined]); // What cannot be had everywhere.
});

Deno.test("every name that the project imports from @std is in its stand-in", () => {
  const map = JSON.parse(Deno.readTextFileSync(IMPORT_MAP)).imports;
  const names = importedNames();
  for (const known of ["parseArgs", "generate", "assertRejects"]) {
    assert(names.some(([, name]) => name === known), `the scan did not find ${known}`);
  }
  for (const [specifier, name] of names) {
    assert(map[specifier] !== undefined, `${specifier} has no stand-in`);
    const source = Deno.readTextFileSync(new URL(map[specifier], pathToFileURL(IMPORT_MAP)));
    const pattern = new RegExp(`^export (?:async )?(?:function|const|class|type|interface) ${name}\\b`, "m");
    assert(pattern.test(source), `the stand-in of ${specifier} has no ${name}`);
  }
});

Deno.test("what the tests run with, packages or stand-ins, answers as the table says", async () => {
  compare(JSON.stringify(await answers()));
});

Deno.test("the stand-ins answer as the table says", async () => {
  const program = ["run", "--quiet", "--no-prompt", `--import-map=${IMPORT_MAP}`, "-A", import.meta.url];
  const { out, err } = await run([Deno.execPath(), ...program], []);
  assertEquals(err, "");
  compare(out.trim());
});

if (import.meta.main) console.log(JSON.stringify(await answers()));
