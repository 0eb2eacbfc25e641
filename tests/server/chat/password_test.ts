/**
 * Password hashes: what they cost, that they tell right from wrong, and that a storm of them is answered in order.
 *
 * @module
 */

import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { createPasswords } from "../../../lib/server/chat/logins/password.ts";
import { normalizePassword } from "../../../lib/server/chat/logins/password_forms.ts";
import { cheapPasswords, PASSWORD, ROOT, run } from "../../support/helpers.ts";

Deno.test("a hash is Argon2id at OWASP's cost, which stands in it, and tells right from wrong", async () => {
  await using passwords = createPasswords();
  const hash = await passwords.hash(PASSWORD);
  assertMatch(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assertEquals(await passwords.verify(PASSWORD, hash), true);
  assertEquals(await passwords.verify("keputih", hash), false);
});

Deno.test("another case or a part is another password", async () => {
  await using passwords = cheapPasswords();
  const hash = await passwords.hash("Pässword😀");
  assertEquals(await passwords.verify("Pässword😀", hash), true);
  for (const wrong of ["pässword😀", "Pässword", "Pässword😀 ", "Passwörd😀", " "]) {
    assertEquals(await passwords.verify(wrong, hash), false, wrong);
  }
});

/** "café", as it was hashed until 0.2.1: as it was typed. */
const OLD_HASHES = {
  composed: "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$SK8NzrnVK2v4wppiQjkyvyy6jrWFOF1S/CUrlvhF6vk",
  decomposed: "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$GiclbkLXxeQODpzxuaToX2Qkx+7/G+gJbvqkc2RXyQg",
};

Deno.test("a password is the same however its characters were typed, then and now", async () => {
  await using passwords = cheapPasswords();
  const forms = ["caf\u00e9", "cafe\u0301"];
  const hashes = [...await Promise.all(forms.map((form) => passwords.hash(form))), ...Object.values(OLD_HASHES)];
  for (const hash of hashes) {
    for (const form of forms) assertEquals(await passwords.verify(form, hash), true);
    for (const wrong of ["cafe", "caf\u00e8", "caf\u00e9\u0301"]) {
      assertEquals(await passwords.verify(wrong, hash), false);
    }
  }
});

Deno.test("a space that is not ASCII is one, as RFC 8265 says", () => {
  assertEquals(normalizePassword("a\u00a0b\u3000c\u200bd"), "a b c\u200bd");
});

Deno.test("two hashes of one password differ, and both are right", async () => {
  await using passwords = cheapPasswords();
  const hashes = [await passwords.hash(PASSWORD), await passwords.hash(PASSWORD)];
  assert(hashes[0] !== hashes[1]);
  for (const hash of hashes) assertEquals(await passwords.verify(PASSWORD, hash), true);
});

/** `PASSWORD`, by the package that made them until 0.2.2: at OWASP's cost, and with two lanes. */
const FORMER_HASHES = [
  "$argon2id$v=19$m=19456,t=2,p=1$BwcHBwcHBwcHBwcHBwcHBw$8sgODbSOzKGoLrG8NHKloKlD5YGZOAicNHWEQqdcpsw",
  "$argon2id$v=19$m=32,t=3,p=2$AwMDAwMDAwMDAwMDAwMDAw$5eqwIW4ZP2lKGG7fp6bF4I18WI7Z/pVidsch5E5H41g",
];

Deno.test("a hash that was made at another cost is still verified", async () => {
  await using passwords = cheapPasswords();
  await using others = createPasswords({ cost: { memory: 32, iterations: 3 } });
  const hash = await others.hash(PASSWORD);
  assertStringIncludes(hash, "$m=32,t=3,p=1$");
  for (const encoded of [hash, ...FORMER_HASHES]) {
    assertEquals(await passwords.verify(PASSWORD, encoded), true);
    assertEquals(await passwords.verify("keputih", encoded), false);
  }
});

// From the tests of Argon2's reference implementation: https://github.com/P-H-C/phc-winner-argon2/blob/master/src/test.c
Deno.test("a hash of the reference implementation is verified", async () => {
  await using passwords = cheapPasswords();
  const hash = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  assertEquals(await passwords.verify("password", hash), true);
  assertEquals(await passwords.verify("Password", hash), false);
});

Deno.test("a stored hash that is none is a fault, and the next is answered", async () => {
  await using passwords = cheapPasswords();
  const hash = await passwords.hash(PASSWORD);
  const broken = ["", "surabaya", hash.slice(1), `${hash} `, hash.replace("argon2id", "argon2i"), "$2b$10$abc"];
  const results = broken.map((encoded) =>
    assertRejects(() => passwords.verify(PASSWORD, encoded), Error, "Cannot verify a password", encoded)
  );
  await Promise.all(results);
  assertEquals(await passwords.verify(PASSWORD, hash), true);
});

Deno.test("many at once are each answered with their own answer, by one thread in the order of the questions", async () => {
  for (const threads of [1, 3]) {
    const order = await askMany(threads);
    assertEquals(order.toSorted((a, b) => a - b), Array.from(order.keys()));
    if (threads === 1) assertEquals(order, Array.from(order.keys()));
  }
});

/** Asks 60 questions at once and checks the answers; returns the order in which they came. */
async function askMany(threads: number): Promise<number[]> {
  await using passwords = cheapPasswords({ threads });
  const hash = await passwords.hash(PASSWORD);
  const order: number[] = [];
  const questions = Array.from({ length: 60 }, async (_, index) => {
    const answer = index % 3 === 0
      ? await passwords.hash(`${index}`)
      : await passwords.verify(index % 3 === 1 ? PASSWORD : "keputih", hash);
    order.push(index);
    return answer;
  });
  for (const [index, answer] of (await Promise.all(questions)).entries()) {
    if (typeof answer === "string") assertEquals(await passwords.verify(`${index}`, answer), true);
    else assertEquals(answer, index % 3 === 1, `question ${index}`);
  }
  return order;
}

Deno.test({
  name: "threads are started while they are needed, no more than allowed, and all but one end when they rest",
  ignore: Deno.build.os !== "linux",
  async fn() {
    const code = `
      import { createPasswords } from "./lib/server/chat/logins/password.ts";
      import { until } from "./tests/support/patience.ts";
      const threads = () => Array.from(Deno.readDirSync("/proc/self/task"), ({ name }) => {
        try {
          return Deno.readTextFileSync("/proc/self/task/" + name + "/comm");
        } catch {
          return ""; // It has just ended.
        }
      }).filter((name) => name.startsWith("worker-")).length;
      await using passwords = createPasswords({ cost: { memory: 8 * 1024, iterations: 1 }, threads: 3, rest: 50 });
      const work = Array.from({ length: 300 }, () => passwords.hash("surabaya"));
      let most = 0;
      void until(() => (most = Math.max(most, threads())) > 3);
      await Promise.all(work);
      await until(() => threads() === 1);
      console.log(most, await passwords.verify("surabaya", await passwords.hash("surabaya")));
      Deno.exit();
    `;
    assertEquals((await run([Deno.execPath(), "eval"], [code], { cwd: ROOT })).out, "3 true\n");
  },
});

Deno.test("disposing of them ends their thread, so that a program that used them can end", async () => {
  const code = `
    import { createPasswords } from "./lib/server/chat/logins/password.ts";
    const passwords = createPasswords({ cost: { memory: 8, iterations: 1 } });
    await passwords.hash("surabaya");
    await passwords[Symbol.asyncDispose]();
    Deno.unrefTimer(setTimeout(() => Deno.exit(3), 60_000)); // Runs only if something else keeps the program alive.
  `;
  assertEquals((await run([Deno.execPath(), "eval"], [code], { cwd: ROOT })).code, 0);
});
