// Draws the handset and calls it. Whatever it shows is set as text, never as HTML.

import * as words from "./words.js";

/** Milliseconds in which a message that has just appeared takes no press meant for another. */
const TOO_SOON = 400;

const element = (id) => document.getElementById(id);

export class View {
  #handset = null;
  #shown = null;
  #outcome = null;
  #isTooSoon = false;

  /** Show this handset, and have its buttons pressed. */
  attach(handset) {
    this.#handset = handset;
    element("approve").addEventListener("click", () => this.#press("approve"));
    element("deny").addEventListener("click", () => this.#press("deny"));
    element("accept").addEventListener("click", () => handset.accept());
    element("decline").addEventListener("click", () => handset.decline());
    setInterval(() => this.#tick(), 1000);
  }

  /** Something changed. */
  draw(what) {
    const { registration, stage } = this.#handset;
    if (what === "message") this.#outcome = null;
    if (what === "ended") [this.#outcome] = this.#handset.earlier;
    const message = stage === "registered" ? (this.#handset.messages[0] ?? null) : null;
    text("name", registration ? words.owner(registration) : "Handset");
    text("part", registration ? `at ${registration.issuer}` : "authentication device");
    this.#drawNotice();
    this.#drawAsking();
    this.#drawMessage(message);
    this.#drawOutcome();
    this.#drawIdle(message);
    this.#drawEarlier();
    this.#drawConnection();
    this.#move(what, message);
  }

  #press(how, number = null) {
    if (this.#shown) this.#handset[how](this.#shown, number);
  }

  #tick() {
    this.#handset.expire();
    if (this.#shown) this.#drawTime(this.#shown);
  }

  #drawNotice() {
    const { trouble, connection, stage } = this.#handset;
    const silence = stage === "registered" ? words.SILENCES[connection] : undefined;
    const [title, what] = silence ?? words.TROUBLES[trouble] ?? [];
    show("notice", title !== undefined);
    text("notice-title", title ?? "");
    text("notice-text", what ?? "");
  }

  #drawAsking() {
    const { stage, registration, invited } = this.#handset;
    show("asking", stage === "asking");
    if (stage === "asking") text("asking-text", words.replaced(registration, invited));
  }

  #drawMessage(message) {
    const isNew = message !== this.#shown;
    this.#shown = message;
    show("message", message !== null);
    document.title = message ? `Answer: ${message.text}` : "Handset";
    if (message === null) return;
    text("message-text", message.text);
    text("hint", words.HINTS[message.type] ?? "");
    show("hint", message.type in words.HINTS);
    if (isNew) this.#drawButtons(message);
    this.#drawTime(message);
    const waiting = this.#handset.messages.length - 1;
    show("more", waiting > 0);
    text("more", words.more(waiting));
    this.#enable();
  }

  #drawButtons(message) {
    element("numbers").replaceChildren(...message.numbers.map((number) => this.#number(number)));
    show("numbers", message.numbers.length > 0);
    show("approve", message.numbers.length === 0);
    this.#isTooSoon = true;
    setTimeout(() => {
      this.#isTooSoon = false;
      this.#enable();
    }, TOO_SOON);
  }

  #number(number) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = number;
    button.setAttribute("aria-label", `Approve with ${number}`);
    button.addEventListener("click", () => this.#press("approve", number));
    return button;
  }

  #enable() {
    const isOff = this.#isTooSoon || this.#handset.isBusy;
    for (const button of element("message").querySelectorAll("button")) button.disabled = isOff;
  }

  #drawTime(message) {
    const seconds = this.#handset.secondsLeft(message);
    text("left-text", words.left(seconds));
    const share = Math.min(100, Math.max(0, (100 * seconds) / message.seconds));
    element("bar").style.width = `${share}%`;
  }

  #drawOutcome() {
    show("outcome", this.#outcome !== null);
    if (this.#outcome === null) return;
    const [mark, title, meaning] = words.OUTCOMES[this.#outcome.outcome];
    element("outcome").dataset.outcome = this.#outcome.outcome;
    marked("outcome-title", mark, title);
    text("outcome-text", meaning);
  }

  #drawIdle(message) {
    const { stage, connection } = this.#handset;
    const says = { empty: words.EMPTY, registering: words.REGISTERING, registered: words.WAITING };
    const isSilent = stage === "registered" && connection in words.SILENCES;
    show("idle", message === null && stage in says && !isSilent);
    element("idle").dataset.stage = stage;
    text("idle-text", says[stage] ?? "");
  }

  #drawEarlier() {
    const { earlier } = this.#handset;
    show("earlier", earlier.length > 0);
    element("earlier-list").replaceChildren(...earlier.slice(0, 5).map(line));
  }

  #drawConnection() {
    const { stage, connection } = this.#handset;
    const [mark, what] = stage === "registered" ? words.CONNECTIONS[connection] : ["", ""];
    element("connection").dataset.state = connection;
    if (element("connection").textContent !== mark + what) marked("connection", mark, what);
  }

  /** Say what has happened, and take the reader along who is not busy elsewhere. */
  #move(what, message) {
    if (what === "message") {
      announce(`Push notification: ${this.#handset.messages.at(-1).text}`);
      if (message === this.#handset.messages.at(-1)) focus("message-title");
    }
    if (what === "ended") {
      const ended = words.OUTCOMES[this.#outcome.outcome][1];
      announce(message ? `${ended}. Next: ${message.text}` : ended);
      focus(message ? "message-title" : "outcome-title");
    }
    if (what === "trouble" || (what === "registered" && this.#handset.trouble)) {
      announce(element("notice").textContent);
    }
    if (what === "registered" && !this.#handset.trouble) focus("name");
    if (what === "asking") focus("asking-title");
  }
}

function line({ text: says, outcome }) {
  const [mark, title] = words.OUTCOMES[outcome];
  const item = document.createElement("li");
  item.dataset.outcome = outcome;
  item.append(decoration(mark), piece("b", `${title}: `), piece("span", says));
  return item;
}

const show = (id, isShown) => (element(id).hidden = !isShown);

const text = (id, value) => {
  if (element(id).textContent !== value) element(id).textContent = value;
};

const marked = (id, mark, value) =>
  element(id).replaceChildren(decoration(mark), piece("span", value));

function piece(name, value) {
  const made = document.createElement(name);
  made.textContent = value;
  return made;
}

/** A mark that says nothing which the words beside it do not say. */
function decoration(mark) {
  const made = piece("span", mark);
  made.className = "mark";
  made.setAttribute("aria-hidden", "true");
  return made;
}

const announce = (value) => (element("announcement").textContent = value);

/** Only where nobody is busy with something else that is still there. */
function focus(id) {
  const busy = document.activeElement;
  const isElsewhere =
    busy !== null && busy !== document.body && busy.tabIndex >= 0 && busy.offsetParent !== null;
  if (!isElsewhere || busy.disabled) element(id).focus({ preventScroll: false });
}
