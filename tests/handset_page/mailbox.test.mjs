import assert from "node:assert/strict";
import { test } from "node:test";

import { EventParser } from "../../mock_am/http/handset/page/event_stream.js";
import { Mailbox } from "../../mock_am/http/handset/page/mailbox.js";

const TEXT =
  ': still here\n\nid: 1\nevent: message\ndata: {"a": "£"}\n\nevent: waiting\ndata: []\n\n';
const EVENTS = [
  { name: "message", data: { a: "£" } },
  { name: "waiting", data: [] },
];

test("events are read however the stream is cut", () => {
  for (let size = 1; size <= TEXT.length; size += 1) {
    const parser = new EventParser();
    const heard = [];
    for (let at = 0; at < TEXT.length; at += size)
      heard.push(...parser.feed(TEXT.slice(at, at + size)));
    assert.deepEqual(heard, EVENTS);
  }
});

test("half an event is none", () => {
  assert.deepEqual(new EventParser().feed("event: message\ndata: {}"), []);
});

/** A server that answers one thing after the other, and then nothing more. */
function served(...answers) {
  const asked = [];
  const states = [];
  const events = [];
  const mailbox = new Mailbox("device", "token", {
    fetch: async (address, options) => {
      asked.push([address, options.headers.Authorization]);
      const answer = answers.shift() ?? 404;
      if (answer === "nobody") throw new TypeError("fetch failed");
      return typeof answer === "string"
        ? new Response(answer)
        : new Response("", { status: answer });
    },
    onEvent: (name, data) => events.push([name, data]),
    onConnection: (state) => {
      states.push(state);
      if (["lost", "away", "crowded"].includes(state)) queueMicrotask(() => mailbox.hurry());
    },
  });
  return { asked, states, events, mailbox };
}

test("the token goes in a header, and in no address", async () => {
  const { asked, mailbox } = served();
  await mailbox.listen();
  assert.deepEqual(asked, [["messages/device", "Bearer token"]]);
});

test("a lost connection is made again, and its events are heard", async () => {
  const { states, events, mailbox } = served(TEXT, "nobody", 500, TEXT);
  await mailbox.listen();
  assert.deepEqual(states, [
    "connecting",
    "connected",
    "lost",
    "away",
    "away",
    "connected",
    "lost",
    "off",
  ]);
  assert.equal(events.length, 4);
});

for (const [status, state] of [
  [401, "token"],
  [403, "name"],
  [404, "off"],
]) {
  test(`after ${status} nobody asks again`, async () => {
    const { asked, states, mailbox } = served(status, TEXT);
    await mailbox.listen();
    assert.deepEqual(states, ["connecting", state]);
    assert.equal(asked.length, 1);
  });
}

test("one page too many waits its turn", async () => {
  const { states, mailbox } = served(503, TEXT);
  await mailbox.listen();
  assert.deepEqual(states, ["connecting", "crowded", "connected", "lost", "off"]);
});

test("a stopped mailbox asks no more, and says no more", async () => {
  const { asked, states, mailbox } = served("nobody");
  const over = mailbox.listen();
  mailbox.stop();
  await over;
  assert.deepEqual([asked.length, states], [1, ["connecting"]]);
});

test("pauses grow, to a quarter of a minute and no longer", async (context) => {
  const pauses = [];
  const real = globalThis.setTimeout;
  context.after(() => (globalThis.setTimeout = real));
  globalThis.setTimeout = (run, milliseconds) => {
    if (milliseconds < 40_000) (pauses.push(milliseconds), queueMicrotask(run));
  };
  const mailbox = new Mailbox("device", "token", {
    fetch: async () => {
      if (pauses.length === 8) mailbox.stop();
      throw new TypeError("fetch failed");
    },
    onEvent: () => {},
    onConnection: () => {},
  });
  await mailbox.listen();
  assert.deepEqual(pauses, [1000, 2000, 4000, 8000, 15000, 15000, 15000, 15000]);
});
