/**
 * Which server of a chat the page speaks to.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { chatsOf, Places } from "../../lib/web/state/places.ts";

Deno.test("a page knows the server it came from first, and each other one once, as far as browsers let it", () => {
  const [one, two] = ["https://chat1.example.org", "https://chat2.example.org:8443"];
  assertEquals(chatsOf(one, `${one} ${two}`), ["wss://chat1.example.org/chat", "wss://chat2.example.org:8443/chat"]);
  assertEquals(chatsOf("http://10.1.2.3:8888", ""), ["ws://10.1.2.3:8888/chat"]);
  assertEquals(chatsOf(one, "http://chat3.example.org"), ["wss://chat1.example.org/chat"]);
  assertEquals(chatsOf("http://kelas.local", `${two} data:x`), [
    "ws://kelas.local/chat",
    "wss://chat2.example.org:8443/chat",
  ]);
});

Deno.test("each server is tried once before a wait, and again after one was reached", () => {
  const places = new Places(["a", "b", "c"], () => 0.99);
  assertEquals([places.current, places.hasOthers], ["a", true]);
  assertEquals([places.leave(), places.current], [true, "c"]);
  assertEquals([places.leave(), places.current], [true, "b"]);
  assertEquals([places.leave(), places.current], [false, "c"], "all are gone: now it waits, and goes on");
  assertEquals([places.leave(), places.current], [true, "b"]);
  places.reached();
  assertEquals([places.leave(), places.current], [true, "c"]);
});

Deno.test("pages of a server that is gone spread over the others", () => {
  const next = (chance: number) => {
    const places = new Places(["a", "b", "c"], () => chance);
    places.leave();
    return places.current;
  };
  assertEquals([next(0), next(0.49), next(0.5), next(1)], ["b", "b", "c", "c"]);
});

Deno.test("a server that is alone is tried again after a wait", () => {
  const places = new Places(["a"]);
  assertEquals([places.hasOthers, places.leave(), places.current], [false, false, "a"]);
});
