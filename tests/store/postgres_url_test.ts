/**
 * Where a PostgreSQL is, as people write it; and that no password gets into a sentence.
 *
 * @module
 */

import { assert, assertEquals, assertThrows } from "@std/assert";
import { ChatError } from "../../lib/chat.ts";
import { readPlace } from "../../lib/store/postgres/place.ts";
import { describePlace, findPassword, isPostgresUrl, readPostgresUrl } from "../../lib/store/postgres/url.ts";
import { temporaryDirectory } from "../support/helpers.ts";

Deno.test("a URL of a database names hosts, ports, a user, a password, and how connections are kept private", () => {
  const whole = "postgres://maya:a%3Ab%40c@db1,db2:6000,[::1]:5433/chat?sslmode=verify-full&sslrootcert=/etc/ca.pem";
  assertEquals(readPostgresUrl(whole), {
    hosts: [{ host: "db1", port: 5432 }, { host: "db2", port: 6000 }, { host: "::1", port: 5433 }],
    database: "chat",
    user: "maya",
    password: "a:b@c",
    ssl: "verify-full",
    rootCertificate: "/etc/ca.pem",
  });
  const ssl = (host: string) => readPostgresUrl(`postgresql://maya@${host}/chat`).ssl;
  assertEquals(["127.0.0.1", "localhost", "[::1]", "%2Frun%2Fpg", "db1", "127.0.0.1,db1"].map(ssl), [
    ...["disable", "disable", "disable", "disable"],
    ...["verify-full", "verify-full"],
  ]);
  assertEquals(readPostgresUrl("postgres://maya@%2Frun%2Fpg:5433/chat").hosts, [{ host: "/run/pg", port: 5433 }]);
  assertEquals(["postgres://a", "postgresql://b", "sqlite:c", "/postgres://"].map(isPostgresUrl), [
    true,
    true,
    false,
    false,
  ]);
});

Deno.test("what is no URL of a database is refused, and no sentence has the password", () => {
  const urls = [
    "postgres://db1/chat",
    "postgres://:geheim@db1/chat",
    "postgres://maya:geheim@db1",
    "postgres://maya:geheim@/chat",
    "postgres://maya:geheim@db1:99999/chat",
    "postgres://maya:geheim@db1:x/chat",
    "postgres://maya:geheim@db1:0/chat",
    "postgres://maya:geheim@db1/chat?sslmode=disable&sslmode=verify-full",
    "postgres://maya:geheim@db1/chat?sslmode=prefer",
    "postgres://maya:geheim@db1/chat?options=-c%20fsync%3Doff",
    "postgres://maya:geheim%zz@db1/chat",
    "maya:geheim@db1/chat",
  ];
  for (const url of urls) {
    const error = assertThrows(() => readPostgresUrl(url), ChatError, "Cannot read the URL of the database: ");
    assert(!error.message.includes("geheim"), error.message);
  }
  assertEquals(
    describePlace(readPostgresUrl("postgres://maya:geheim@db1,[::1]/chat")),
    "postgres://maya@db1:5432,[::1]:5432/chat",
  );
});

Deno.test("a file of passwords is read as other programs of PostgreSQL read it", () => {
  const place = readPostgresUrl("postgres://maya@db1,db2:6000/chat");
  const lines = (...all: string[]) => findPassword(all.join("\n"), place);
  assertEquals(lines("# db1:5432:chat:maya:no", "db1:5432:chat:maya:one"), "one");
  assertEquals(lines("db3:*:*:*:no", "db2:6000:*:maya:two", "*:*:*:*:no"), "two");
  assertEquals(lines("db2:5432:chat:maya:no", "db1:5432:other:maya:no", "db1:5432:chat:izza:no"), undefined);
  assertEquals(lines("*:*:*:*:a\\:b\\\\c"), "a:b\\c");
  assertEquals(lines("", "*:*:*", "*:*:*:*:x\r"), "x");
  const socket = readPostgresUrl("postgres://maya@%2Frun%2Fpg/chat");
  assertEquals(findPassword("localhost:5432:chat:maya:s", socket), "s");
});

Deno.test("the files in which a URL and passwords stand are read, if others cannot read them", () => {
  using directory = temporaryDirectory();
  const [url, passwords] = [`${directory.path}/url`, `${directory.path}/pgpass`];
  Deno.writeTextFileSync(url, "# where\n\npostgres://maya@db1/chat\n", { mode: 0o600 });
  Deno.writeTextFileSync(passwords, "db1:5432:chat:maya:geheim\n", { mode: 0o600 });
  assertEquals(readPlace({ file: url }, passwords).place.password, "geheim");
  assertEquals(readPlace({ url: "postgres://maya:other@db1/chat" }, passwords).place.password, "other");
  assertEquals(readPlace({ file: url }, undefined).place.password, undefined);
  assertThrows(() => readPlace({ file: `${directory.path}/none` }, undefined), ChatError, "there is no such file");
  Deno.writeTextFileSync(url, "# nothing\n");
  assertThrows(() => readPlace({ file: url }, undefined), ChatError, "There is no URL in");
  if (Deno.build.os === "windows") return;
  Deno.chmodSync(passwords, 0o640);
  const error = assertThrows(
    () => readPlace({ url: "postgres://maya@db1/chat" }, passwords),
    ChatError,
    "others may read",
  );
  assert(!error.message.includes("geheim"));
});
