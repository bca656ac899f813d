import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";

import { fromBase64 } from "../../mock_am/http/handset/page/base64.js";
import {
  answer,
  challengeResponse,
  pushMessage,
  signed,
  verifiedMessage,
} from "../../mock_am/http/handset/page/push_protocol.js";
import { CHALLENGE, RESPONSE, SECRET } from "./vectors.mjs";

const secret = fromBase64(SECRET);
const claims = { m: "Pay £50? ✓", c: CHALLENGE, k: "default", i: "1795567875794", t: "600" };

test("the response is the published one", () => {
  assert.equal(challengeResponse(secret, fromBase64(CHALLENGE)), RESPONSE);
});

test("a signature is HMAC-SHA256 as another library computes it", () => {
  const [header, payload, signature] = signed(claims, secret).split(".");
  const theirs = createHmac("sha256", secret).update(`${header}.${payload}`).digest("base64url");
  assert.equal(signature, theirs);
});

test("what was signed is read", () => {
  assert.deepEqual(verifiedMessage(signed(claims, secret), secret), claims);
});

const jwt = signed(claims, secret);
const [header, payload, signature] = jwt.split(".");
const none = Buffer.from(JSON.stringify({ alg: "none" })).toString("base64url");
const other = Buffer.from(JSON.stringify({ alg: "HS384" })).toString("base64url");
const changed = Buffer.from(JSON.stringify({ ...claims, m: "Pay £5,000?" })).toString("base64url");

for (const [what, text] of Object.entries({
  "with another text": `${header}.${changed}.${signature}`,
  "without a signature": `${header}.${payload}.`,
  "with algorithm none": `${none}.${payload}.`,
  "with another algorithm": `${other}.${payload}.${signature}`,
  "with a part too many": `${jwt}.x`,
  "with a part too few": `${header}.${payload}`,
  "that is empty": "",
  "with a signature cut short": jwt.slice(0, -1),
  "that holds a list": signed([1], secret),
  "that holds null": signed(null, secret),
})) {
  test(`a message ${what} is none of AM's`, () =>
    assert.equal(verifiedMessage(text, secret), null));
}

test("a message signed with another phone's secret is not for this one", () => {
  assert.equal(verifiedMessage(jwt, fromBase64(CHALLENGE)), null);
  assert.equal(pushMessage("id", jwt, fromBase64(CHALLENGE)), null);
});

test("a message says text, kind, numbers, and how long it is good", () => {
  const shown = pushMessage(
    "id",
    signed({ ...claims, k: "challenge", n: "34,43,57" }, secret),
    secret,
  );
  assert.equal(shown.text, claims.m);
  assert.equal(shown.type, "challenge");
  assert.deepEqual(shown.numbers, ["34", "43", "57"]);
  assert.deepEqual([shown.sentAt, shown.seconds], [1795567875794, 600]);
});

for (const missing of ["m", "c"]) {
  test(`a message without ${missing} is not shown`, () => {
    assert.equal(
      pushMessage("id", signed({ ...claims, [missing]: undefined }, secret), secret),
      null,
    );
  });
}

test("an answer says what was decided and no more", () => {
  const message = pushMessage("id", jwt, secret);
  assert.deepEqual(answer(message, secret), { response: RESPONSE });
  assert.deepEqual(answer(message, secret, { denied: true }), { response: RESPONSE, deny: true });
  assert.deepEqual(answer(message, secret, { number: "43" }), {
    response: RESPONSE,
    challengeResponse: "43",
  });
});
