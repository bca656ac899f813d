// The handset: what it knows and what can be done with it. It draws nothing.

import { Mailbox } from "./mailbox.js";
import { NothingKept } from "./keeping.js";
import { answer, pushMessage } from "./push_protocol.js";
import { invitationIn, post, Refused, register } from "./registering.js";
import { SpoiltCode } from "./qr_text.js";

/** How many notifications that are over are remembered. */
const EARLIER = 20;

/**
 * `stage` is "empty", "asking" (whether a new registration may replace the one that is kept),
 * "registering" or "registered"; `trouble` names what went wrong last, null where nothing did;
 * `connection` is what the mailbox says. `messages` wait, the one on the screen first; `earlier`
 * are those that are over, the latest first. `onChange(what)` is called after each change.
 */
export class Handset {
  stage = "empty";
  trouble = null;
  connection = "connecting";
  registration = null;
  messages = [];
  earlier = [];
  isBusy = false;
  #token = null;
  #mailbox = null;
  #invitation = null;
  #ahead = 0;
  #waiting = new Set();

  constructor({ keeping, onChange, fetch = globalThis.fetch.bind(globalThis), now = Date.now }) {
    this.keeping = keeping;
    this.onChange = onChange;
    this.fetch = fetch;
    this.now = now;
  }

  /** Begin with what is kept, and with the invitation in the URL's fragment, if there is one. */
  async open(fragment) {
    this.#try(() => this.#take(this.keeping.read()));
    this.#try(() => (this.#invitation = invitationIn(fragment)));
    if (this.#invitation && this.registration) this.#become("asking");
    else if (this.#invitation) await this.accept();
    else this.#listen();
  }

  /** Whose phone the invitation would make of this. */
  get invited() {
    return this.#invitation?.code ?? null;
  }

  /** Register by the invitation; what was registered before is forgotten once AM has agreed. */
  async accept() {
    this.trouble = null;
    this.#become("registering");
    const { code, token } = this.#invitation;
    try {
      const registration = await register(code, { fetch: this.fetch });
      Object.assign(this, { registration, messages: [], earlier: [] });
      this.#token = token;
      this.#keep();
    } catch (error) {
      this.trouble = error instanceof Refused ? "code" : kindOf(error);
    }
    this.#invitation = null;
    this.#listen();
  }

  /** Leave the invitation alone. */
  decline() {
    this.#invitation = null;
    this.#listen();
  }

  approve(message, number = null) {
    return this.#answer(message, "approved", { number });
  }

  deny(message) {
    return this.#answer(message, "denied", { denied: true });
  }

  /** Seconds for which a message is still good, by AM's clock. */
  secondsLeft(message) {
    return message.seconds - (this.now() + this.#ahead - message.sentAt) / 1000;
  }

  /** Put away what nobody has answered in time. */
  expire() {
    for (const message of this.messages) {
      if (this.secondsLeft(message) <= 0 && !this.isBusy) this.#end(message, "expired");
    }
  }

  /** The network may be back, or the page is looked at again. */
  hurry() {
    this.#mailbox?.hurry();
  }

  #take(kept) {
    if (kept === null) return;
    this.registration = kept.registration;
    this.earlier = kept.earlier;
    this.#token = kept.token;
  }

  #keep() {
    const { registration, earlier } = this;
    // Where nothing is kept, it works on until the page is closed.
    this.#try(() => this.keeping.write({ token: this.#token, registration, earlier }));
  }

  #try(attempt) {
    try {
      attempt();
    } catch (error) {
      this.trouble = kindOf(error);
    }
  }

  #become(stage) {
    this.stage = stage;
    this.onChange(stage);
  }

  #listen() {
    this.#become(this.registration ? "registered" : "empty");
    if (!this.registration) return;
    this.#mailbox = new Mailbox(this.registration.deviceId, this.#token, {
      fetch: this.fetch,
      onEvent: (name, data) => this.#heard(name, data),
      onConnection: (state) => {
        this.connection = state;
        this.onChange("connection");
      },
    });
    this.#mailbox.listen();
  }

  #heard(name, data) {
    if (name === "clock") this.#ahead = data.now * 1000 - this.now();
    if (name === "waiting") this.#waiting = new Set(data);
    if (name === "message") this.#arrived(data);
    this.#onlyThoseThatWait();
    this.expire();
  }

  /** What was answered elsewhere, or swiped away. While an answer is sent, it may be that one. */
  #onlyThoseThatWait() {
    for (const message of this.messages) {
      if (!this.#waiting.has(message.id) && !this.isBusy) this.#end(message, "gone");
    }
  }

  #arrived({ messageId, message: jwt }) {
    const known = [...this.messages, ...this.earlier].some((one) => one.id === messageId);
    const message = known ? null : pushMessage(messageId, jwt, this.registration.sharedSecret);
    if (message === null) return; // not from AM, or not for this phone
    this.messages.push(message);
    if (this.secondsLeft(message) > 0) this.onChange("message");
  }

  async #answer(message, outcome, how) {
    if (this.isBusy || !this.messages.includes(message)) return;
    this.isBusy = true;
    this.trouble = null;
    this.onChange("answering");
    const { authenticationPath, sharedSecret } = this.registration;
    const claims = answer(message, sharedSecret, how);
    const refusal = await post(
      authenticationPath,
      message.id,
      claims,
      sharedSecret,
      this.fetch,
    ).then(
      () => null,
      (error) => error,
    );
    this.isBusy = false;
    if (refusal === null) this.#end(message, outcome);
    else this.#notTaken(message, refusal);
    this.#onlyThoseThatWait();
  }

  #notTaken(message, error) {
    this.trouble = error instanceof Refused ? "answer" : kindOf(error);
    if (error instanceof Refused) this.#end(message, "refused");
    else this.onChange("trouble");
  }

  #end(message, outcome) {
    this.messages = this.messages.filter((one) => one !== message);
    this.earlier = [{ id: message.id, text: message.text, outcome }, ...this.earlier].slice(
      0,
      EARLIER,
    );
    this.#keep();
    this.onChange("ended");
  }
}

function kindOf(error) {
  if (error instanceof SpoiltCode) return "link";
  if (error instanceof NothingKept) return "storage";
  return "network";
}
