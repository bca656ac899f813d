// What the QR code says: `pushauth://push/<issuer>:<user>?…`, as AM writes it.

import { fromBase64url, textOf } from "./base64.js";

const BEGINNING = "pushauth://push/";
const ANSWERED_AT = /^\/[\w-][^?]*\/push\/sns\/message\?/;

/** The text is not that of a push registration, or not all of it. */
export class SpoiltCode extends Error {}

/**
 * The values in the text. Of AM's addresses the path alone: the page answers to its own origin,
 * which need not be the one that AM knows itself by. Throws SpoiltCode.
 */
export function parseQrText(text) {
  try {
    return parsed(text);
  } catch (error) {
    throw new SpoiltCode(`not a push registration: ${error.message}`);
  }
}

function parsed(text) {
  if (!text.startsWith(BEGINNING)) throw new Error(`it begins with ${BEGINNING}`);
  const [label, query] = text.slice(BEGINNING.length).split("?", 2);
  const values = new URLSearchParams(query);
  const issuer = textOf(fromBase64url(required(values, "issuer")));
  return {
    account: account(decodeURIComponent(label), issuer),
    issuer,
    messageId: required(values, "m"),
    sharedSecret: fromBase64url(required(values, "s")),
    challenge: fromBase64url(required(values, "c")),
    registrationPath: path(required(values, "r")),
    authenticationPath: path(required(values, "a")),
  };
}

function required(values, name) {
  const value = values.get(name);
  if (!value) throw new Error(`${name} is missing`);
  return value;
}

// AM writes a colon in either name as it is, so the issuer tells where it ends.
function account(label, issuer) {
  if (label.startsWith(`${issuer}:`)) return label.slice(issuer.length + 1);
  if (!label.includes(":")) throw new Error("it names no user");
  return label.slice(label.indexOf(":") + 1);
}

function path(encoded) {
  const { pathname, search } = new URL(textOf(fromBase64url(encoded)));
  if (!ANSWERED_AT.test(pathname + search)) throw new Error("it is answered elsewhere");
  return pathname + search;
}
