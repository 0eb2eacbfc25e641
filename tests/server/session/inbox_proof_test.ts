/**
 * What proves that an inbox has arrived, to the millisecond, with a clock of the test's own.
 *
 * @module
 */

import { assertEquals } from "@std/assert";
import { InboxProof } from "../../../lib/server/session/inbox_proof.ts";
import type { Login } from "../../../lib/server/chat/logins/login.ts";

const TIMES = { roundTrip: 1_000, grace: 1_000 };
const SHORT = 500;

const izza = { account: { id: 1 } } as Login;
const maya = { account: { id: 2 } } as Login;

/** A peer whose clock stands until it is set. Its first inbox goes up to place 7, and is written at 10,000. */
function peerWith({ shown, bytes = SHORT }: { shown?: number; bytes?: number } = {}) {
  let time = 0;
  const proof = new InboxProof(TIMES, () => time);
  const write = (at: number, cursor: number, login = izza, length = SHORT) => {
    time = at;
    proof.add({ login, cursor });
    proof.written(length);
  };
  const show = (milliseconds: number) => {
    proof.tokenWritten("token");
    time += milliseconds;
    proof.tokenShown("token");
  };
  if (shown !== undefined) show(shown);
  write(10_000, 7, izza, bytes);
  return {
    proof,
    write,
    show,
    request: (at: number) => {
      time = at;
      proof.onRead(false);
      return proof.onRequest().map(({ cursor }) => cursor);
    },
    end: (at: number) => {
      time = at;
      proof.onRead(false);
      return proof.onEnd().map(({ cursor }) => cursor);
    },
  };
}

const pure = { permissions: "none" } as const;

Deno.test("where no round trip was seen, a request proves an inbox a second later, and an end at once", pure, () => {
  const asking = peerWith();
  assertEquals([10_000, 10_020, 10_999].flatMap(asking.request), []);
  assertEquals([asking.request(11_000), asking.request(11_001)], [[7], []]);
  const ending = peerWith();
  assertEquals([ending.end(9_999), ending.end(10_000)], [[], [7]]);
});

Deno.test("a request proves an inbox no sooner than the round trip that was seen, but for 2 ms", pure, () => {
  for (const shown of [20, 100, 300, 999]) {
    const { request } = peerWith({ shown });
    assertEquals([request(10_000 + shown - 2.5), request(10_000 + shown - 2)], [[], [7]], `${shown} ms`);
  }
  for (const shown of [0.1, 14.9]) {
    const { request } = peerWith({ shown });
    assertEquals([request(9_999.9), request(10_000)], [[], [7]], `${shown} ms, in one room`);
  }
  const { request } = peerWith({ shown: 15 });
  assertEquals([request(10_012), request(10_013)], [[], [7]]);
});

Deno.test("an end proves an inbox no sooner than half of the round trip that was seen, but for 40 ms", pure, () => {
  const { end } = peerWith({ shown: 100 });
  assertEquals([end(10_009), end(10_010)], [[], [7]]);
  const near = peerWith({ shown: 80 });
  assertEquals([near.end(9_999), near.end(10_000)], [[], [7]]);
});

Deno.test("a time to think is no round trip, and a longer one does not replace a shorter one", pure, () => {
  const thinking = peerWith({ shown: 1_000 });
  assertEquals([thinking.request(10_999), thinking.end(10_000)], [[], [7]]);
  const { request, show, write } = peerWith({ shown: 100 });
  show(500);
  write(20_000, 9);
  assertEquals(request(20_098), [7, 9]);
});

Deno.test("only the token that the connection was given last shows a round trip, and only once", pure, () => {
  let time = 0;
  const proof = new InboxProof(TIMES, () => time);
  proof.tokenWritten("own");
  time = 5;
  proof.tokenShown("another");
  time = 100;
  proof.tokenShown("own");
  time = 101;
  proof.tokenShown("own");
  proof.add({ login: izza, cursor: 1 });
  proof.written(SHORT);
  const counts = [198, 199].map((at) => {
    time = at;
    proof.onRead(false);
    return proof.onRequest().length;
  });
  assertEquals(counts, [0, 1]);
});

Deno.test("what proves an inbox is settled when it is written: what is seen later is no evidence for it", pure, () => {
  const { request, show, write } = peerWith();
  show(20); // Shown by a client that may not have read the inbox.
  assertEquals(request(10_050), []);
  write(10_060, 8);
  assertEquals(request(10_078), [7, 8], "who has the later one has the earlier one");
});

Deno.test("an inbox of more than one flight needs a second, whatever was seen", pure, () => {
  const { request } = peerWith({ shown: 20, bytes: 14_601 });
  assertEquals([request(10_500), request(11_000)], [[], [7]]);
});

Deno.test("an inbox that was not wholly written is proved by nothing", pure, () => {
  const proof = new InboxProof(TIMES, () => 1e9);
  proof.add({ login: izza, cursor: 1 });
  proof.onRead(false);
  assertEquals([...proof.onRequest(), ...proof.onEnd()], []);
  assertEquals(proof.isAwaited, true);
});

Deno.test(
  "what was written to an account need not be written again to who asks after it, and to nobody else",
  pure,
  () => {
    const { proof, request, write } = peerWith();
    write(10_100, 20, maya);
    write(10_200, 9);
    const known = (at: number) => {
      request(at);
      return [izza, maya].map(({ account }) => proof.writtenUpTo(account.id));
    };
    assertEquals([9_000, 10_050, 10_150, 10_250].map(known), [[0, 0], [7, 0], [7, 20], [9, 20]]);
    assertEquals(known(20_000), [0, 0], "It is read by then.");
  },
);

Deno.test("what was acknowledged needs no other proof, and only that", pure, () => {
  const { proof, write, end } = peerWith();
  write(10_100, 8, maya);
  write(10_200, 9);
  proof.readBefore(izza.account.id, 9);
  assertEquals(end(20_000), [8, 9]);
  write(30_000, 10);
  proof.readBefore(izza.account.id, Infinity);
  assertEquals(proof.isAwaited, false);
});

Deno.test(
  "a request is as old as its first byte, and what had come by the end of a write as what came before",
  pure,
  () => {
    let time = 9_000;
    const proof = new InboxProof(TIMES, () => time);
    const read = (at: number, isContinued = false) => {
      time = at;
      proof.onRead(isContinued);
    };
    const proved = () => proof.onRequest().map(({ cursor }) => cursor);
    proof.add({ login: izza, cursor: 7 });
    read(9_500); // The start of a request, before the inbox is written.
    time = 10_000;
    proof.onWritten(false);
    proof.written(SHORT);
    read(30_000, true);
    assertEquals([proved(), proved()], [[], [7]], "the first began early, the second one came with its end");
    proof.add({ login: izza, cursor: 8 });
    time = 30_001;
    proof.onWritten(true);
    proof.written(SHORT);
    read(60_000);
    assertEquals([proved(), proof.onEnd().length], [[], 0], "sent along with what was answered");
    read(61_000);
    assertEquals(proved(), [8]);
  },
);

Deno.test("of very many inboxes the oldest are forgotten, and so stay unread", pure, () => {
  const { end, write } = peerWith();
  for (let place = 1; place <= 1_000; place++) write(10_000, place, maya);
  assertEquals(end(20_000), Array.from({ length: 64 }, (_, index) => 937 + index));
});
