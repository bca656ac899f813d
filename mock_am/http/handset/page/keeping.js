// What the browser keeps for this page: the registration, the token, what was answered.

import { fromBase64, toBase64 } from "./base64.js";

const NAME = "handset";

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
      return { token, registration: { ...registration, sharedSecret }, earlier };
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
