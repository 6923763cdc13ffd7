import { fileRefusalWords, type LimitCode, unheardWords } from "@tinyagi/contracts";
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

const meant = (near: string | null): string => (near === null ? "" : ` Did you mean @${near}?`);
const listed = ({ ids, more }: { ids: readonly string[]; more: number }): string =>
  `${ids.map((id) => `@${id}`).join(", ")}${more === 0 ? "" : ` and ${more} more`}`;

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
  retryWith: (command) => `Retry it: ${command}`,
  noted: (note) => `TinyAGI notes: ${note}`,
  waitsForTurn: "it waits for its turn",
  cannotStart: "TinyAGI cannot start agents at the moment. It keeps trying, and the answer follows",
  paused: ({ provider, place }, until, said) =>
    `the provider ${provider}${place === undefined ? "" : ` on ${place}`} is paused until ${until} (${said})`,
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
    "chain.stopped": ({ step, steps, agent }) =>
      `The chain stopped at step ${step} of ${steps} (@${agent}). The steps after it did not run.`,
    "chain.limit": ({ limit, most, done, steps, agent }) =>
      `Stopped by ${limit}: the chain ended after step ${done} of ${steps}, because ${limit === "LIMIT_DURATION" ? "the time limit" : `the limit of ${most} messages`} of the conversation was reached. @${agent} did not get its step.`,
    "summary.limit": ({ limit, most, agent }) =>
      `Stopped by ${limit}: @${agent} was not asked for a summary, because ${limit === "LIMIT_MESSAGES" ? `the conversation has reached ${most} messages` : "the conversation is older than its time limit"}.`,
    "handoff.limit": ({ limit, most, by, agents }, age) => {
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
    "post.limit": ({ limit, most, by, room, agents, more }, age) => {
      const names = [...agents.map((id) => `@${id}`), ...(more === 0 ? [] : [`${more} more`])];
      const why = limit === "LIMIT_PAIR_REPEATS" ? times(most) : LIMITS[limit](most, age);
      return `Stopped by ${limit}: the post of @${by} in #${room} was stored but did not reach ${names.join(", ")}, because ${why}.`;
    },
    "posts.limit": ({ most, by, written }) =>
      `Stopped by LIMIT_FAN_OUT: @${by} wrote ${written} chat room posts in one answer. Only the first ${most} were posted.`,
    mentioned: ({ agents, by }) =>
      `_(${agents.map((id) => `@${id}`).join(", ")} ${agents.length === 1 ? "was" : "were"} mentioned by @${by}, not handed over.)_`,
    "recipient.unknown": ({ names, agents, teams }) => {
      const missing = names.map(({ name, near }) => `There is no @${name}.${meant(near)}`).join(" ");
      return `${missing} Agents: ${listed(agents)}.${teams.ids.length === 0 ? "" : ` Teams: ${listed(teams)}.`}`;
    },
    "handoff.unknown": ({ by, name, near }) =>
      `@${by} wrote to @${name}, which does not exist.${meant(near)}`,
    "handoff.refused": ({ by, agent, why }) =>
      why === "self"
        ? `@${by} wrote to itself, which starts nothing.`
        : `@${by} wrote to @${agent}, which did not get it, because they share no team.`,
    "default.lost": ({ lost, agent }) =>
      `Your default @${lost} does not exist any more, so this message went to @${agent}. Send the name of another agent alone to choose it.`,
    "agent.closed": ({ agent, role, why }) => {
      if (why === "revoked" || role === null)
        return `@${agent} did not get this work, because the approval of the person who asked was revoked.`;
      return why === "unnamed"
        ? `@${agent} is not open to people with the role ${role}. Ask an owner.`
        : `@${agent} runs without restrictions (bypass), so it is not open to people with the role ${role}. Ask an owner.`;
    },
    "plan.refused": ({ agent, said }) => `@${agent}: A plan for sub-agents was not run: ${said}`,
    "plans.limit": ({ agent, most, over }) =>
      `@${agent}: Only the first ${most} plans of an answer are run; ${over} more ${over === 1 ? "was" : "were"} not.`,
    "files.denied": ({ files, whys }) =>
      `${files === 1 ? "A file was" : `${files} files were`} not attached: ${whys.map(({ refusal, max }) => fileRefusalWords(refusal, max)).join("; ")}`,
    "tags.limit": ({ most }) =>
      `Only the first ${most} tags of this answer were read. The others are plain text.`,
    "tools.denied": ({ tools }) => `Not allowed by the agent's permissions: ${tools.join(", ")}`,
    "background.ended": ({ processes, programs }) =>
      `Work in the background ended with this run, and will not report: ${processes === 1 ? "1 process" : `${processes} processes`}, ${programs.join(", ")}`,
    "session.rebuilt": () => "The earlier session was lost; this answer began a new one.",
    "prompt.left_out": ({ said, refusal }) =>
      `The agent worked without its prompt file: ${refusal === undefined ? said : fileRefusalWords(refusal)}.`,
    "recording.unheard": ({ name, reason }) =>
      reason === "unset"
        ? "Your recording was not transcribed, because no transcription is set up. To set one up: `tinyagi config set speech.transcription.provider openai`"
        : `${name ?? "A recording"} was not transcribed: ${unheardWords(reason)}.`,
  },
};
