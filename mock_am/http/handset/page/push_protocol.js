// The phone's side of AM's push protocol: both sign with the secret that they share (HS256).

import { fromBase64, fromBase64url, textOf, toBase64, toBase64url, utf8 } from "./base64.js";
import { hmac } from "./vendor/noble-hashes/hmac.js";
import { sha256 } from "./vendor/noble-hashes/sha2.js";

const HEADER = toBase64url(utf8(JSON.stringify({ alg: "HS256", typ: "JWT" })));

/** base64(HMAC-SHA256(secret, challenge)) of two byte strings. */
export const challengeResponse = (secret, challenge) => toBase64(hmac(sha256, secret, challenge));

/** The claims as a compact JWT. */
export function signed(claims, secret) {
  const content = `${HEADER}.${toBase64url(utf8(JSON.stringify(claims)))}`;
  return `${content}.${signature(content, secret)}`;
}

/** The claims of a message, or null where it was not signed with the secret. */
export function verifiedMessage(jwt, secret) {
  try {
    const [header, payload, given, ...more] = jwt.split(".");
    if (more.length || json(header).alg !== "HS256") return null;
    if (!isSame(given, signature(`${header}.${payload}`, secret))) return null;
    const claims = json(payload);
    return claims !== null && typeof claims === "object" && !Array.isArray(claims) ? claims : null;
  } catch {
    return null; // whatever it is, it is no message of AM's
  }
}

/** A message as the phone shows it, null where it is none of AM's for the holder of the secret. */
export function pushMessage(id, jwt, secret) {
  const claims = verifiedMessage(jwt, secret);
  if (typeof claims?.m !== "string" || typeof claims.c !== "string") return null;
  return {
    id,
    text: claims.m,
    challenge: fromBase64(claims.c),
    type: claims.k ?? "default",
    numbers: claims.n ? claims.n.split(",") : [],
    sentAt: Number(claims.i),
    seconds: Number(claims.t),
  };
}

/** The claims of an answer; `number` is the one that was tapped, if the message shows some. */
export function answer(message, secret, { denied = false, number = null } = {}) {
  return {
    response: challengeResponse(secret, message.challenge),
    ...(number === null ? {} : { challengeResponse: number }),
    ...(denied ? { deny: true } : {}),
  };
}

const signature = (content, secret) => toBase64url(hmac(sha256, secret, utf8(content)));

const json = (part) => JSON.parse(textOf(fromBase64url(part)));

function isSame(one, other) {
  if (typeof one !== "string" || one.length !== other.length) return false;
  let difference = 0;
  for (let n = 0; n < one.length; n += 1) difference |= one.charCodeAt(n) ^ other.charCodeAt(n);
  return difference === 0;
}
