import assert from "node:assert/strict";
import { test } from "node:test";

import { toBase64 } from "../../mock_am/http/handset/page/base64.js";
import { parseQrText, SpoiltCode } from "../../mock_am/http/handset/page/qr_text.js";
import { invitationIn } from "../../mock_am/http/handset/page/registering.js";
import { CHALLENGE, QR, SECRET } from "./vectors.mjs";

const encoded = (text) => Buffer.from(text).toString("base64url");
const changed = (name, value) => QR.replace(new RegExp(`([?&]${name}=)[^&]*`), `$1${value}`);

test("the published text is read as the app reads it", () => {
  const code = parseQrText(QR);
  assert.equal(code.account, "user");
  assert.equal(code.issuer, "ForgeRock");
  assert.equal(code.messageId, "REGISTER:8be951c6-af83-438d-8f74-421bd18650421570561063169");
  assert.equal(toBase64(code.sharedSecret), SECRET);
  assert.equal(toBase64(code.challenge), CHALLENGE);
});

test("of AM's addresses the path alone counts: the page answers where it was opened", () => {
  const code = parseQrText(QR);
  assert.equal(code.registrationPath, "/openam/json/dev/push/sns/message?_action=register");
  assert.equal(code.authenticationPath, "/openam/json/dev/push/sns/message?_action=authenticate");
});

test("a colon in either name is no end of it", () => {
  const text = QR.replace("forgerock:user", "A%3AB:c:d").replace("Rm9yZ2VSb2Nr", encoded("A:B"));
  assert.equal(parseQrText(text).account, "c:d");
});

for (const [what, text] of Object.entries({
  "another scheme": QR.replace("pushauth", "otpauth"),
  "no query": "pushauth://push/forgerock:user",
  "no user": QR.replace("forgerock:user", "forgerock"),
  "no secret": changed("s", ""),
  "a secret that is no base64url": changed("s", "***"),
  "an answer elsewhere": changed("r", encoded("http://am.example.com/_mock/reset")),
  "an answer at another server": changed(
    "r",
    encoded("http://x//evil.example/push/sns/message?_action=register"),
  ),
  "no address": changed("a", encoded("nowhere")),
  "an empty text": "",
})) {
  test(`a text with ${what} is spoilt`, () => assert.throws(() => parseQrText(text), SpoiltCode));
}

test("an invitation is a token and a registration", () => {
  const fragment = `#token=abc&registration=${encodeURIComponent(QR)}`;
  const { token, code } = invitationIn(fragment);
  assert.deepEqual([token, code.account], ["abc", "user"]);
});

test("no fragment is no invitation", () => {
  for (const fragment of ["", "#"]) assert.equal(invitationIn(fragment), null);
});

for (const fragment of [
  "#token=abc",
  `#registration=${encodeURIComponent(QR)}`,
  "#x",
  "#token=&registration=",
]) {
  test(`the link ends in ${fragment.slice(0, 20)}: it is spoilt`, () => {
    assert.throws(() => invitationIn(fragment), SpoiltCode);
  });
}
