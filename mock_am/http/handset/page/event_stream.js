// Server-sent events, read from text as it arrives (HTML Living Standard 9.2.6).

/** Cuts a stream into events: their name and their data, which is JSON here. */
export class EventParser {
  #rest = "";

  /** The events that are complete with this further piece. */
  feed(piece) {
    const blocks = (this.#rest + piece).split("\n\n");
    this.#rest = blocks.pop();
    return blocks.map(event).filter((one) => one !== null);
  }
}

function event(block) {
  const fields = { event: "message", data: null };
  for (const line of block.split("\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).replace(/^ /, "");
  }
  return fields.data === null ? null : { name: fields.event, data: JSON.parse(fields.data) };
}
