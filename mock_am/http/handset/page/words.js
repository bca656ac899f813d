// Everything that the page says.

const AGAIN = "Run the notebook's cell again, and scan the new code.";

/** What went wrong: a title, and what to do. */
export const TROUBLES = {
  link: [
    "This link is not whole",
    "Scan the QR code once more, or copy the link from its beginning to its end.",
  ],
  code: ["AM did not take this code", `It is too old, or it was used before. ${AGAIN}`],
  storage: [
    "This browser keeps nothing here",
    "The phone works until this page is closed, and is forgotten then. Leave the private window, or allow this site to store data.",
  ],
  network: [
    "That did not get through",
    "Is this device on the same network as the notebook's computer? Then press again, or open the link again.",
  ],
  answer: [
    "AM did not take the answer",
    "It came too late, or the request was answered before. The till says how it ended.",
  ],
};

/** Why nothing is heard, and what to do. */
export const SILENCES = {
  away: [
    "The mock AM cannot be reached",
    "This page connects again by itself. Does the lab run, and is this device on its network?",
  ],
  crowded: ["Too many of these pages are open", "Close some. This one goes on by itself."],
  token: ["This phone's code does not count any more", AGAIN],
  off: ["The mock AM does not serve this page any more", `It was switched off or reset. ${AGAIN}`],
  name: [
    "The page was opened under another address",
    "Open it by the link or the QR code of the notebook.",
  ],
};

/** The state of the connection: a mark, and words. */
export const CONNECTIONS = {
  connecting: ["…", "Connecting"],
  connected: ["●", "Connected"],
  lost: ["○", "Connection lost: trying again"],
  away: ["○", "Not connected: trying again"],
  crowded: ["○", "Not connected: trying again"],
  token: ["✗", "Not connected"],
  off: ["✗", "Not connected"],
  name: ["✗", "Not connected"],
};

/** How a notification ended: a mark, a title, and what it means. */
export const OUTCOMES = {
  approved: ["✓", "You approved", "The till hears of it when it next asks."],
  denied: ["✗", "You denied", "The till hears of it when it next asks."],
  expired: ["–", "It expired", "Nobody answered in time, so nothing was approved."],
  gone: ["–", "It is gone", "It was answered elsewhere, or taken back."],
  refused: ["!", "It did not count", "AM took no answer to it any more."],
};

export const HINTS = {
  challenge: "Tap the number that the till shows.",
  biometric: "Approving stands for your fingerprint.",
};

export const EMPTY =
  "This is no phone yet. Scan the QR code that the notebook shows, or open its link.";
export const REGISTERING = "Registering with AM …";
export const WAITING = "Waiting for a push notification.";

export const owner = ({ account }) => `${account}’s phone`;

export function replaced(old, fresh) {
  const was = `${owner(old)} at ${old.issuer}`;
  const becomes = `${owner(fresh)} at ${fresh.issuer}`;
  const change = was === becomes ? "It would be registered anew" : `It would become ${becomes}`;
  return `It is ${was}. ${change}, and what it was is forgotten.`;
}

export function left(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  const minutes = Math.floor(whole / 60);
  return `Good for ${minutes ? `${minutes} min ` : ""}${whole % 60} s`;
}

export const more = (count) => (count === 1 ? "One more waits." : `${count} more wait.`);
