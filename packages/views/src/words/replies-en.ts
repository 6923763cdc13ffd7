import type { LimitCode } from "@tinyagi/contracts";
import { counted } from "./counted.js";
import type { ReplyWords } from "./reply-words.js";

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

/** Why nothing more is handed on. */
const LIMITS: Readonly<
  Record<Exclude<LimitCode, "LIMIT_PAIR_REPEATS">, (most: number, age: string) => string>
> = {
  LIMIT_HOPS: (most) => `the work had already been handed on ${times(most)} in a row`,
  LIMIT_MESSAGES: (most) => `the conversation has reached ${most} messages`,
  LIMIT_FAN_OUT: (most) => `one answer hands over to at most ${most} agents`,
  LIMIT_DURATION: (_most, age) => `the conversation is older than ${age}`,
};

/** What TinyAGI says in replies, in English. */
export const replies: ReplyWords = {
  brackets: ["(", ".)"],
  failed: (attempts, reason) => `failed after ${counted(attempts, "attempt")}: ${reason}`,
  cancelled: (reason) => `was cancelled: ${reason}`,
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
  wholeAnswer: (conversation) => `The whole answer is in conversation ${conversation}.`,
  conversationCancelled: "The conversation was cancelled.",
  sameReason: (agent) => `stopped for the same reason as @${agent}`,
  deleted: (agent, reason) => `@${agent} failed and its message was deleted: ${reason}`,
  notes: {
    chainStopped: ({ step, steps, agent }) =>
      `The chain stopped at step ${step} of ${steps} (@${agent}). The steps after it did not run.`,
    chainLimit: ({ limit, most, done, steps, agent }) =>
      `Stopped by ${limit}: the chain ended after step ${done} of ${steps}, because ${limit === "LIMIT_DURATION" ? "the time limit" : `the limit of ${most} messages`} of the conversation was reached. @${agent} did not get its step.`,
    summaryLimit: ({ limit, most, agent }) =>
      `Stopped by ${limit}: @${agent} was not asked for a summary, because ${limit === "LIMIT_MESSAGES" ? `the conversation has reached ${most} messages` : "the conversation is older than its time limit"}.`,
    handoffLimit: ({ limit, most, by, agents }, age) => {
      const [only, ...others] = agents;
      const to = agents.length === 0 ? "" : ` to ${agents.map((id) => `@${id}`).join(", ")}`;
      const what = `handoff${only !== undefined && others.length === 0 ? "" : "s"}`;
      const each = only === undefined || others.length > 0 ? "each of them" : `@${only}`;
      const why =
        limit === "LIMIT_PAIR_REPEATS"
          ? `@${by} had already handed over to ${each} ${times(most)} in this conversation`
          : LIMITS[limit](most, age);
      return `Stopped by ${limit}: @${by}'s ${what}${to} did not happen, because ${why}.`;
    },
    postLimit: ({ limit, most, by, room, agents, more }, age) => {
      const names = [...agents.map((id) => `@${id}`), ...(more === 0 ? [] : [`${more} more`])];
      const why = limit === "LIMIT_PAIR_REPEATS" ? times(most) : LIMITS[limit](most, age);
      return `Stopped by ${limit}: the post of @${by} in #${room} was stored but did not reach ${names.join(", ")}, because ${why}.`;
    },
    postsLimit: ({ most, by, written }) =>
      `Stopped by LIMIT_FAN_OUT: @${by} wrote ${written} chat room posts in one answer. Only the first ${most} were posted.`,
    mentioned: ({ agents, by }) =>
      `_(${agents.map((id) => `@${id}`).join(", ")} ${agents.length === 1 ? "was" : "were"} mentioned by @${by}, not handed over.)_`,
  },
};
