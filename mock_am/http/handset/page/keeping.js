// What the browser keeps for this page: the registration, the token, what was answered.

import { fromBase64, toBase64 } from "./base64.js";
import { OUTCOMES } from "./words.js";

const NAME = "handset";

/** What a registration says, besides its secret. */
const REGISTERED = ["account", "issuer", "deviceId", "authenticationPath"];

/** The browser keeps nothing for this page. */
export class NothingKept extends Error {}

export class Keeping {
  constructor(storage) {
    this.storage = storage;
  }

  /** What was kept, null where nothing (readable) was. Throws NothingKept. */
  read() {
    const text = this.#try(() => this.storage().getItem(NAME));
    try {
      const { token, registration, earlier } = JSON.parse(text);
      const sharedSecret = fromBase64(registration.sharedSecret);
      if (![token, ...REGISTERED.map((name) => registration[name])].every(isText)) return null;
      return { token, registration: { ...registration, sharedSecret }, earlier: ended(earlier) };
    } catch {
      return null;
    }
  }

  /** Keep these. Throws NothingKept. */
  write({ token, registration, earlier }) {
    const sharedSecret = toBase64(registration.sharedSecret);
    const kept = {
      token,
      registration: { ...registration, sharedSecret },
      earlier,
    };
    this.#try(() => this.storage().setItem(NAME, JSON.stringify(kept)));
  }

  #try(attempt) {
    try {
      return attempt();
    } catch (error) {
      throw new NothingKept(error.message);
    }
  }
}

const isText = (value) => typeof value === "string";

// Another version of this page, or another program at this address, may have written it.
const ended = (earlier) => (Array.isArray(earlier) ? earlier.filter(isEnded) : []);

const isEnded = (one) =>
  isText(one?.id) && isText(one.text) && Object.hasOwn(OUTCOMES, one.outcome);
