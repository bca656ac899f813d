import assert from "node:assert/strict";
import { test } from "node:test";

import { fromBase64 } from "../../mock_am/http/handset/page/base64.js";
import { Handset } from "../../mock_am/http/handset/page/handset.js";
import { Keeping } from "../../mock_am/http/handset/page/keeping.js";
import { signed, verifiedMessage } from "../../mock_am/http/handset/page/push_protocol.js";
import { CHALLENGE, QR, RESPONSE, SECRET } from "./vectors.mjs";

const secret = fromBase64(SECRET);
const FRAGMENT = `#token=abc&registration=${encodeURIComponent(QR)}`;
const NOW = 1_795_567_875_000;

function storage(kept = {}) {
  return { getItem: (name) => kept[name] ?? null, setItem: (name, value) => (kept[name] = value) };
}

/** A handset whose AM answers `status`, and whose mailbox says what `say` is told to. */
function handset({ kept = storage(), status = 200 } = {}) {
  const posted = [];
  const changes = [];
  const am = { status };
  let say;
  const made = new Handset({
    keeping: new Keeping(() => kept),
    onChange: (what) => changes.push(what),
    now: () => NOW,
    fetch: async (path, options) => {
      if (options.method === "POST") {
        posted.push([path, JSON.parse(options.body)]);
        if (am.status === "nobody") throw new TypeError("fetch failed");
        return new Response("{}", { status: am.status });
      }
      const stream = new ReadableStream({ start: (controller) => (say = controller) });
      return new Response(stream);
    },
  });
  const heard = async (name, data) => {
    say.enqueue(new TextEncoder().encode(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`));
    await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return { made, posted, changes, kept, am, heard };
}

async function registered() {
  const one = handset();
  await one.made.open(FRAGMENT);
  await new Promise((resolve) => setTimeout(resolve, 5));
  await one.heard("clock", { now: NOW / 1000 });
  return one;
}

const claims = (more = {}) => ({
  m: "Pay £50?",
  c: CHALLENGE,
  k: "default",
  i: String(NOW),
  t: "600",
  ...more,
});

async function asked(one, id = "m1", more = {}, waiting = [id]) {
  await one.heard("waiting", waiting);
  await one.heard("message", { messageId: id, message: signed(claims(more), secret) });
}

test("a link registers at once, at the path in the code", async () => {
  const { made, posted } = await registered();
  const [path, { messageId, jwt }] = posted[0];
  assert.equal(path, "/openam/json/dev/push/sns/message?_action=register");
  assert.match(messageId, /^REGISTER:/);
  const told = verifiedMessage(jwt, secret);
  assert.equal(told.response, RESPONSE);
  assert.match(told.deviceId, /^[\w-]{27}$/);
  assert.match(
    told.mechanismUid,
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.equal(told.deviceType, "android");
  assert.equal(made.stage, "registered");
});

test("it goes on after a reload, without a further registration", async () => {
  const first = await registered();
  const { made, posted } = handset({ kept: first.kept });
  await made.open("");
  assert.equal(made.stage, "registered");
  assert.deepEqual(made.registration, first.made.registration);
  assert.equal(posted.length, 0);
});

test("a code that AM does not take leaves the phone as it was", async () => {
  const { made } = handset({ status: 400 });
  await made.open(FRAGMENT);
  assert.deepEqual([made.stage, made.trouble], ["empty", "code"]);
});

test("a second invitation is asked about first", async () => {
  const first = await registered();
  const { made, posted } = handset({ kept: first.kept });
  await made.open(FRAGMENT);
  assert.deepEqual([made.stage, made.invited.account, posted.length], ["asking", "user", 0]);
  await made.accept();
  assert.equal(posted.length, 1);
  assert.notEqual(made.registration.deviceId, first.made.registration.deviceId);
});

test("a second invitation can be declined, and one that AM refuses changes nothing", async () => {
  const first = await registered();
  for (const status of [200, 400]) {
    const { made } = handset({ kept: first.kept, status });
    await made.open(FRAGMENT);
    if (status === 200) made.decline();
    else await made.accept();
    assert.deepEqual(made.registration, first.made.registration);
    assert.equal(made.trouble, status === 200 ? null : "code");
  }
});

test("a spoilt link says so, and an earlier registration goes on", async () => {
  const first = await registered();
  const { made } = handset({ kept: first.kept });
  await made.open("#token=abc");
  assert.deepEqual([made.stage, made.trouble], ["registered", "link"]);
});

const KEPT = {
  token: "abc",
  registration: {
    account: "alex",
    issuer: "AM",
    deviceId: "d",
    mechanismUid: "m",
    sharedSecret: SECRET,
    authenticationPath: "/am/json/push/sns/message?_action=authenticate",
  },
  earlier: [],
};

for (const spoilt of [
  "",
  "{",
  "null",
  "[]",
  '"text"',
  "{}",
  ...["account", "issuer", "deviceId", "authenticationPath", "sharedSecret"].map((name) =>
    JSON.stringify({ ...KEPT, registration: { ...KEPT.registration, [name]: 5 } }),
  ),
  JSON.stringify({ ...KEPT, token: null }),
]) {
  test(`what another program kept makes no phone: ${spoilt}`, async () => {
    const { made } = handset({ kept: storage({ handset: spoilt }) });
    await made.open("");
    assert.equal(made.stage, "empty");
  });
}

const ENDED = { id: "1", text: "Pay?", outcome: "denied" };

for (const spoilt of [
  undefined,
  "x",
  5,
  {},
  [null],
  [{}],
  [{ ...ENDED, outcome: "toString" }],
  [{ ...ENDED, text: 5 }],
]) {
  test(`of a spoilt history nothing is shown: ${JSON.stringify(spoilt)}`, async () => {
    const earlier = Array.isArray(spoilt) ? [...spoilt, ENDED] : spoilt;
    const kept = storage({ handset: JSON.stringify({ ...KEPT, earlier }) });
    const { made } = handset({ kept });
    await made.open("");
    assert.equal(made.stage, "registered");
    assert.deepEqual(made.earlier, Array.isArray(spoilt) ? [ENDED] : []);
  });
}

test("a browser that keeps nothing says so, and works", async () => {
  const kept = {
    getItem() {
      throw new Error("denied");
    },
    setItem() {
      throw new Error("denied");
    },
  };
  const { made } = handset({ kept });
  await made.open(FRAGMENT);
  assert.deepEqual([made.stage, made.trouble], ["registered", "storage"]);
});

test("nobody there is told as such", async () => {
  const { made } = handset({ status: "nobody" });
  await made.open(FRAGMENT);
  assert.deepEqual([made.stage, made.trouble], ["empty", "network"]);
});

test("a message arrives, and an approval is answered signed", async () => {
  const one = await registered();
  await asked(one);
  assert.equal(one.changes.at(-1), "message");
  await one.made.approve(one.made.messages[0]);
  const [path, { messageId, jwt }] = one.posted.at(-1);
  assert.equal(path, "/openam/json/dev/push/sns/message?_action=authenticate");
  assert.equal(messageId, "m1");
  assert.deepEqual(verifiedMessage(jwt, secret), { response: RESPONSE });
  assert.deepEqual(
    one.made.earlier.map(({ outcome }) => outcome),
    ["approved"],
  );
});

test("a denial says so, and a number is passed on", async () => {
  const one = await registered();
  await asked(one, "m1");
  await one.made.deny(one.made.messages[0]);
  assert.equal(verifiedMessage(one.posted.at(-1)[1].jwt, secret).deny, true);
  await asked(one, "m2", { k: "challenge", n: "34,43,57" });
  await one.made.approve(one.made.messages[0], "43");
  assert.equal(verifiedMessage(one.posted.at(-1)[1].jwt, secret).challengeResponse, "43");
});

test("a message with a wrong signature is ignored", async () => {
  const one = await registered();
  await one.heard("waiting", ["m1"]);
  const forged = signed(claims(), fromBase64(CHALLENGE));
  await one.heard("message", { messageId: "m1", message: forged });
  await one.heard("message", { messageId: "m1", message: "nonsense" });
  assert.equal(one.made.messages.length, 0);
});

test("what is on the screen stays there when another message comes", async () => {
  const one = await registered();
  await asked(one, "m1");
  await asked(one, "m2", { m: "Pay NoSuchShop?" }, ["m1", "m2"]);
  assert.deepEqual(
    one.made.messages.map(({ id }) => id),
    ["m1", "m2"],
  );
});

test("a message that was answered elsewhere is gone", async () => {
  const one = await registered();
  await asked(one);
  await one.heard("waiting", []);
  assert.deepEqual([one.made.messages, one.made.earlier[0].outcome], [[], "gone"]);
});

test("a message expires by AM's clock, also when that is moved", async () => {
  const one = await registered();
  await asked(one);
  assert.equal(one.made.secondsLeft(one.made.messages[0]), 600);
  await one.heard("clock", { now: NOW / 1000 + 660 });
  assert.deepEqual([one.made.messages, one.made.earlier[0].outcome], [[], "expired"]);
});

test("a message that is too old when it arrives is not offered, and told once", async () => {
  const one = await registered();
  await asked(one, "m1", { i: String(NOW - 700_000) });
  await asked(one, "m1", { i: String(NOW - 700_000) });
  assert.deepEqual([one.made.messages.length, one.made.earlier.length], [0, 1]);
  assert.ok(!one.changes.includes("message"));
});

test("an answer that AM does not take is over", async () => {
  const one = await registered();
  await asked(one);
  one.am.status = 400;
  await one.made.approve(one.made.messages[0]);
  assert.deepEqual([one.made.trouble, one.made.earlier[0].outcome], ["answer", "refused"]);
});

test("an answer that did not get through can be sent again", async () => {
  const one = await registered();
  await asked(one);
  one.am.status = "nobody";
  await one.made.approve(one.made.messages[0]);
  assert.deepEqual([one.made.trouble, one.made.messages.length], ["network", 1]);
  one.am.status = 200;
  await one.made.approve(one.made.messages[0]);
  assert.deepEqual([one.made.trouble, one.made.earlier[0].outcome], [null, "approved"]);
});

test("pressing twice answers once", async () => {
  const one = await registered();
  await asked(one);
  const [message] = one.made.messages;
  await Promise.all([one.made.approve(message), one.made.deny(message)]);
  assert.equal(one.posted.length, 2, "the registration, and one answer");
});

test("what was earlier is kept, and no more than twenty of it", async () => {
  const one = await registered();
  for (let n = 0; n < 25; n += 1) {
    await asked(one, `m${n}`);
    await one.made.deny(one.made.messages[0]);
  }
  const { made } = handset({ kept: one.kept });
  await made.open("");
  assert.equal(made.earlier.length, 20);
  assert.equal(made.earlier[0].id, "m24");
});
