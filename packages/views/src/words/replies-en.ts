import { counted } from "./counted.js";
import type { ReplyWords } from "./reply-words.js";

/** What TinyAGI says in replies, in English. */
export const replies: ReplyWords = {
  brackets: ["(", ".)"],
  failed: (attempts, reason) => `failed after ${counted(attempts, "attempt")}: ${reason}`,
  cancelled: (reason) => `cancelled: ${reason}`,
  noReason: "no reason was recorded",
  retry: (message, place) =>
    place === "chat"
      ? `(to try again: /retry ${message}, to see why: /why ${message})`
      : `(retry it with \`tinyagi queue retry ${message}\`)`,
  waitsForTurn: "it waits for its turn",
  cannotStart: "TinyAGI cannot start agents at the moment. It keeps trying, and the answer follows",
  paused: (provider, until, said) => `the provider ${provider} is paused until ${until} (${said})`,
  retried: (reason, at) => `${reason}; TinyAGI retries it ${at === undefined ? "soon" : `at ${at}`}`,
  keepsTrying: (text, until, stop) => `${text} and keeps trying by itself until ${until}. ${stop}`,
  stop: (message, place, mayTryNow) =>
    place === "terminal"
      ? `To stop waiting: \`tinyagi queue cancel ${message}\``
      : `${mayTryNow ? `To try at once: /retry ${message}. ` : ""}To stop waiting: /cancel ${message}`,
  notYet: "has not answered yet: ",
  noText: "gave no text",
  sameReason: (agent) => `stopped for the same reason as @${agent}`,
  deleted: (agent, reason) => `@${agent} failed and its message was deleted: ${reason}`,
};
