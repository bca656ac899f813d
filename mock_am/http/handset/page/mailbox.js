// The device's mailbox, listened to. EventSource would put the token into a URL, so this is fetch.

import { EventParser } from "./event_stream.js";

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** The server says every 15 seconds that it is still there. */
const DEAD_AFTER = 40_000;

/** Answers that no trying again would change. */
const FINAL = { 401: "token", 403: "name", 404: "off" };

/**
 * Listens until it is stopped, and connects again when the connection is lost.
 *
 * `onEvent(name, data)` is called for each event; `onConnection(state)` with "connecting",
 * "connected", "lost" (just now), "away" (again nobody answered), "crowded", or one of the ends
 * "token", "name", "off".
 */
export class Mailbox {
  #stopped = new AbortController();
  #wake = () => {};

  constructor(
    deviceId,
    token,
    { onEvent, onConnection, fetch = globalThis.fetch.bind(globalThis) },
  ) {
    this.address = `messages/${encodeURIComponent(deviceId)}`;
    this.token = token;
    this.onEvent = onEvent;
    this.onConnection = onConnection;
    this.fetch = fetch;
  }

  /** Listen; resolves when it is over. */
  async listen() {
    let pause = FIRST_PAUSE;
    this.#tell("connecting");
    while (!this.#isOver()) {
      const state = await this.#connection();
      if (this.#isOver()) return;
      this.#tell(state.name);
      if (state.isFinal) return;
      pause = state.wasConnected ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE);
      await this.#sleep(pause);
    }
  }

  /** Try again now, if it waits to. */
  hurry() {
    this.#wake();
  }

  stop() {
    this.#stopped.abort();
    this.#wake();
  }

  #isOver() {
    return this.#stopped.signal.aborted;
  }

  #tell(state) {
    if (!this.#isOver()) this.onConnection(state);
  }

  async #connection() {
    const watch = new Watch(this.#stopped.signal);
    let wasConnected = false;
    try {
      const headers = { Authorization: `Bearer ${this.token}` };
      const response = await this.fetch(this.address, {
        headers,
        signal: watch.signal,
        cache: "no-store",
      });
      if (response.status in FINAL) return { name: FINAL[response.status], isFinal: true };
      if (!response.ok) return { name: response.status === 503 ? "crowded" : "away" };
      wasConnected = true;
      this.#tell("connected");
      await this.#read(response.body, watch);
    } catch {
      // The server is gone, or the network: it is told below.
    } finally {
      watch.end();
    }
    return { name: wasConnected ? "lost" : "away", wasConnected };
  }

  async #read(body, watch) {
    const parser = new EventParser();
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      watch.alive();
      for (const event of parser.feed(value)) {
        if (!this.#isOver()) this.onEvent(event.name, event.data);
      }
    }
  }

  #sleep(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Aborts a connection that has said nothing for too long, or that is no longer wanted. */
class Watch {
  #controller = new AbortController();
  #timer;

  constructor(stopped) {
    this.signal = this.#controller.signal;
    stopped.addEventListener("abort", () => this.#controller.abort(), { signal: this.signal });
    this.alive();
  }

  alive() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#controller.abort(), DEAD_AFTER);
  }

  end() {
    clearTimeout(this.#timer);
    this.#controller.abort();
  }
}
