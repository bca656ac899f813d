// Base64 in its two alphabets (RFC 4648), and text as UTF-8.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

export const utf8 = (text) => encoder.encode(text);

/** The text in these bytes; throws where they are no UTF-8. */
export const textOf = (bytes) => decoder.decode(bytes);

export const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));

/** The bytes in padded base64; throws where it is none. */
export const fromBase64 = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

export const toBase64url = (bytes) =>
  toBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** The bytes in base64url, with padding or without; throws where it is none. */
export function fromBase64url(text) {
  if (!/^[\w-]*=*$/.test(text)) throw new Error("not base64url");
  return fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
}
