// How a link becomes a registration: what stands in its fragment, and what AM is answered.

import { toBase64url } from "./base64.js";
import { challengeResponse, signed } from "./push_protocol.js";
import { parseQrText, SpoiltCode } from "./qr_text.js";

const VERSION = "resource=1.0, protocol=1.0";

/** AM did not take an answer; `status` is that of HTTP. */
export class Refused extends Error {
  constructor(status) {
    super(`AM answered ${status}`);
    this.status = status;
  }
}

/** The invitation in a URL's fragment, null where there is none. Throws SpoiltCode. */
export function invitationIn(fragment) {
  const values = new URLSearchParams(fragment.replace(/^#/, ""));
  if (![...values.keys()].length) return null;
  const [token, text] = [values.get("token"), values.get("registration")];
  if (!token || !text) throw new SpoiltCode("the link has no token, or no registration");
  return { token, code: parseQrText(text) };
}

/** Register this browser as the phone of that code; what it has to keep. Throws Refused. */
export async function register(code, { fetch = globalThis.fetch.bind(globalThis) } = {}) {
  const registration = {
    account: code.account,
    issuer: code.issuer,
    deviceId: toBase64url(randomBytes(20)),
    mechanismUid: uuid(),
    sharedSecret: code.sharedSecret,
    authenticationPath: code.authenticationPath,
  };
  const claims = {
    deviceId: registration.deviceId,
    deviceName: `Browser phone ${registration.deviceId.slice(0, 6)}`,
    deviceType: "android",
    communicationType: "gcm",
    mechanismUid: registration.mechanismUid,
    response: challengeResponse(code.sharedSecret, code.challenge),
  };
  await post(code.registrationPath, code.messageId, claims, code.sharedSecret, fetch);
  return registration;
}

/** Send AM a signed answer. Throws Refused, or what fetch throws where nobody is reached. */
export async function post(path, messageId, claims, secret, fetch) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-API-Version": VERSION },
    body: JSON.stringify({ messageId, jwt: signed(claims, secret) }),
    credentials: "omit",
  });
  if (!response.ok) throw new Refused(response.status);
}

const randomBytes = (size) => crypto.getRandomValues(new Uint8Array(size));

// crypto.randomUUID is not there on http://192.168.…
function uuid() {
  const bytes = randomBytes(16);
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
