/** What the client says, in each of its languages. @module */

import { assert, assertEquals } from "@std/assert";
import { readSettings } from "../../lib/client/flags.ts";
import { UsageError } from "../../lib/usage_error.ts";
import { languageOf, textsOf } from "../../lib/client/i18n/texts.ts";

const pure = { permissions: "none" } as const;

/** Those that are rightly the same in both languages, such as words that Indonesian has taken over. */
const SAME: readonly string[] = [];

/** Every text by its path; those with a blank to fill, filled. */
function flatten(texts: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "function") {
      for (const count of [0, 1, 3]) found.set(`${path}${key}(${count})`, value(count, count, count, count));
    } else if (typeof value === "string") found.set(path + key, value);
    else if (value instanceof RegExp) found.set(path + key, value.source);
    else for (const [name, text] of flatten(value, `${path}${key}.`)) found.set(name, text);
  }
  return found;
}

const ENGLISH = flatten(textsOf("en"));
const INDONESIAN = flatten(textsOf("id"));

Deno.test("both languages have all texts, and none is empty", pure, () => {
  assertEquals([...INDONESIAN.keys()].sort(), [...ENGLISH.keys()].sort());
  assert(ENGLISH.size > 100);
  for (const [key, text] of [...ENGLISH, ...INDONESIAN]) assert(text.trim() !== "", key);
});

Deno.test("no text is the same in both languages by oversight", pure, () => {
  const same = [...ENGLISH].filter(([key, text]) => INDONESIAN.get(key) === text && !SAME.includes(key));
  assertEquals(same, []);
});

Deno.test("every text shows all that it is told", pure, () => {
  for (const language of ["en", "id"] as const) {
    const texts: Record<string, unknown> = { ...textsOf(language), ...textsOf(language).usageErrors };
    for (const [key, text] of Object.entries(texts)) {
      // These count, and say it in words.
      if (typeof text !== "function" || /^(?:usage|pasteOffer|unsentOffer|stillUnsent|lostUnsent)$/.test(key)) continue;
      const told = Array.from({ length: text.length }, (_, index) => `<${index}>`);
      for (const part of told) assert(text(...told).includes(part), `${language} ${key} leaves out ${part}`);
    }
  }
});

Deno.test("the document's texts are in English as they are there", pure, () => {
  const texts = textsOf("en");
  assertEquals(texts.loggedIn("maya", "t"), "username maya logged in, token t");
  assertEquals(texts.messageSent("izza"), "message sent to izza");
  assertEquals([texts.loggedOut, texts.exit], ['"Logged out"', "Exit from program"]);
  assertEquals([texts.unknownCommand, texts.missingParameter], [
    "*Sorry, command is unknown",
    "-Sorry, command is unknown",
  ]);
  assertEquals([texts.error("not authorized"), texts.prompt], ["Error, not authorized", "Command : "]);
});

Deno.test(
  "the language is that of --lang, else that of the environment where a person reads, else English",
  pure,
  () => {
    const language = (args: string[], environment = {}, canRead = true) => {
      const settings = readSettings(args, environment, canRead);
      assert(typeof settings !== "string");
      return settings.theme.texts === textsOf("id") ? "id" : "en";
    };
    assertEquals(language([]), "en");
    assertEquals(language([], { LANG: "id_ID.UTF-8" }), "id");
    assertEquals(language([], { LANG: "id_ID.UTF-8", LC_MESSAGES: "en_US" }), "en");
    assertEquals(language([], { LANG: "en_US", LC_MESSAGES: "en_US", LC_ALL: "id" }), "id");
    assertEquals(language([], { LANG: "id_ID.UTF-8", LC_ALL: "" }), "id");
    assertEquals(language([], { LANG: "id_ID.UTF-8" }, false), "en", "A program expects what the document says");
    assertEquals(language(["--lang", "id"], { LANG: "en_US" }, false), "id");
    assertEquals(languageOf("idx"), "en");
  },
);

Deno.test("colour and a plain look are as asked for, else as the environment has it", pure, () => {
  const look = (args: string[], environment = {}) => {
    const settings = readSettings(args, environment, true);
    assert(typeof settings !== "string");
    const { color, plain, bell } = settings.theme;
    return [color, plain, bell];
  };
  assertEquals(look([]), [true, false, false]);
  assertEquals(look([], { NO_COLOR: "1" }), [false, false, false]);
  assertEquals(look(["--color", "always"], { NO_COLOR: "1" }), [true, false, false]);
  assertEquals(look(["--color=never", "--bell"]), [false, false, true]);
  assertEquals(look(["--plain"]), [false, true, false]);
  assertEquals(look([], { TERM: "dumb" }), [false, true, false]);
});

Deno.test("wrong flags are told in the language that was asked for", pure, () => {
  const wrong = (...args: string[]) => {
    try {
      readSettings(args, {}, true);
    } catch (error) {
      if (error instanceof UsageError) return error.message;
    }
    throw new Error(`${args} was taken`);
  };
  assertEquals(wrong("--lang", "fr"), "--lang must be en | id, not fr");
  assertEquals(wrong("--color", "blue"), "--color must be auto | always | never, not blue");
  assertEquals(wrong("--lang", "id", "--prot"), "Opsi --prot (maksudnya --port?) tidak dikenal; lihat --help");
});
