import {
  type Advice,
  type ApprovalKind,
  HERE,
  type HeldDecision,
  type PlaceWait,
  stepsEn,
} from "@tinyagi/contracts";
import { cancelText, endsEn } from "./end-words.js";
import { asSentence } from "./sentence.js";
import { toStep } from "./step-of.js";
import type { ReasonWords } from "./words.js";

const ASKS: Readonly<Record<ApprovalKind, string>> = {
  question: "the answer of a person",
  permission: "a person's permission to use a tool",
  spawn: "a person's approval of its plan for sub-agents",
  budget: "a person's decision about a budget",
};

const DECIDED: Readonly<Record<HeldDecision["status"], string>> = {
  approved: "approved",
  denied: "denied",
  answered: "answered",
};

const AWAY: Readonly<Record<PlaceWait["because"], (agent: string) => string>> = {
  away: (agent) => `@${agent} works on that machine, and it cannot be reached.`,
  full: (agent) => `@${agent} works on that machine, and all its slots are taken.`,
  draining: (agent) => `@${agent} works on that machine, and it gets no new runs (it is drained).`,
  moving: (agent) => `@${agent} is being moved there with its files.`,
};

const PLACE_STEPS: Readonly<Record<PlaceWait["because"], (place: string) => string>> = {
  away: () => "Start the worker on that machine: `tinyagi worker start`. The message starts by itself then.",
  full: () => "It starts when a run there ends.",
  draining: (place) =>
    `Let the worker have runs again: \`tinyagi worker drain ${place} --off\`. Or give the agent another place.`,
  moving: () => "It starts when the files are there. See how far the move is: `tinyagi agent move <agent>`.",
};

/** English. */
export const reasonsEn: ReasonWords = {
  reasons: {
    works: ({ agent, since, attempt }, time) =>
      `@${agent} works on it since ${time(since)} (attempt ${attempt}).`,
    "works.joined": ({ agent, since, message }, time) =>
      `It joined the run of message ${message}: @${agent} works on both since ${time(since)}.`,
    "waits.turn": ({ message, more }) =>
      `It waits behind message ${message}${more === 0 ? "" : ` and ${more} more ${more === 1 ? "message" : "messages"}`}.`,
    "waits.turn.works": ({ agent, since, message }, time) =>
      `@${agent} processes one message at a time and started message ${message} at ${time(since)}.`,
    "waits.turn.retried": ({ message, at }, time) => `Message ${message} is retried at ${time(at)}.`,
    "waits.people": ({ minutes }) =>
      `It is background work: messages of people go first, until it has waited for ${minutes} minutes.`,
    "waits.pause": (hold, time) =>
      held(hold, `was paused by ${hold.by ?? "a person"}${hold.at === null ? "" : ` at ${time(hold.at)}`}`),
    "waits.approval": (hold, time) =>
      held(hold, `waits for ${ASKS[hold.asks]} (${hold.id}, until ${time(hold.until)})`),
    "waits.decided": (hold, time) =>
      held(
        hold,
        `goes on at ${time(hold.until)}, as ${hold.by} decided (${hold.id}: ${DECIDED[hold.status]})`,
      ),
    "waits.sub_agents": (hold) => {
      const names = hold.names.length < hold.open ? [...hold.names, "…"] : hold.names;
      const which = names.length === 0 ? "" : `: ${names.join(", ")}`;
      return held(hold, `waits for its sub-agents (${hold.open} not ended${which})`);
    },
    "waits.held": (reason) => held(reason, `is held (${reason.hold})`),
    "waits.provider": ({ provider, place, error, paused, until }, time) => {
      const why =
        paused === null
          ? `: ${sentence(error)}`
          : `, which is paused until ${time(paused.until)} (${paused.said}).`;
      const latest = until === null ? "" : ` It waits until ${time(until)} at the latest.`;
      return `It waits for the provider ${provider}${place === undefined ? "" : ` on ${place}`}${why}${latest}`;
    },
    "waits.more": ({ at }, time) =>
      `It starts at ${time(at)}: TinyAGI waits a moment for more of the same sender (channels.<channel>.debounceMs).`,
    "waits.retry": ({ at, error }, time) =>
      `It is retried at ${time(at)}, because the last attempt failed: ${cause(error)}`,
    "waits.cause": ({ error }) => `It waits: ${sentence(error)}`,
    "waits.window": ({ at, ...fact }, time) => `It waits: ${sentence(endsEn.window(fact, time(at)))}`,
    "waits.place": ({ agent, place, because }) =>
      `It waits for ${place === HERE ? "this machine" : `the worker ${place}`}: ${AWAY[because](agent)}`,
    "waits.slot": ({ live, max }) =>
      `It waits for a free slot: ${live} agents are running, and at most ${max} may run at the same time (execution.maxLiveAgents).`,
    "waits.start": () => "It is due and starts next.",
    failed: ({ attempts, error, crashes }) =>
      `It failed permanently after ${attempts === 1 ? "1 attempt" : `${attempts} attempts`}: ${cause(crashes === undefined ? error : endsEn.crashed(crashes))}`,
    "cancelled.budget": (fact, _time, budget) => `It was ${budget(fact)}`,
    cancelled: ({ error, why }) =>
      `It was cancelled: ${cause(why === undefined ? error : cancelText(why, endsEn))}`,
    "answered.together": ({ agent, message }) => `@${agent} answered it together with message ${message}.`,
    "answered.room": ({ agent }) => `@${agent} answered in the chat room; there is no other delivery.`,
    "answered.quiet": ({ agent }) =>
      `@${agent} answered and had nothing to report, so nothing was delivered.`,
    "answered.empty": ({ agent }) => `@${agent} answered, and there was nothing to deliver.`,
    "answered.others": ({ agent, others }) =>
      `@${agent} answered; its reply waits for ${others} more of the conversation.`,
    "answered.saved": ({ agent, channel, conversation }) =>
      `@${agent} answered; the reply is saved; ${channel} has no delivery. Read it with \`tinyagi conversation show ${conversation}\`.`,
    "answered.delivered": ({ agent, channel, at }, time) =>
      `@${agent} answered and ${channel} delivered the reply at ${time(at)}.`,
    "answered.undelivered": ({ agent, channel, error }) =>
      `@${agent} answered, but ${channel} could not deliver the reply: ${cause(error)}`,
    "answered.unfetched": ({ agent, channel, failed }) =>
      `@${agent} answered; the reply waits for the channel ${channel} to fetch it.${failed === null ? "" : ` ${failed.attempts} attempts failed. Last error: ${sentence(failed.error)}`}`,
  },
  steps: stepsEn,
  ends: endsEn,
  sentence,
  advice: {
    resume: ({ target }) => `It waits until a person resumes it: \`tinyagi resume ${target}\`.`,
    decide: ({ id, asks }) =>
      `Read what is asked with \`tinyagi approvals ${id}\`. ${
        asks === "question"
          ? `Then answer: \`tinyagi answer ${id} "your text"\`.`
          : `Then decide: \`tinyagi approve ${id}\` or \`tinyagi deny ${id}\`.`
      }`,
    sub_agents: ({ runId }) => `It continues when they have ended. See them with \`tinyagi graph ${runId}\`.`,
    held: () => "It continues when that has ended.",
    place: ({ place, because }) => PLACE_STEPS[because](place),
    provider: (advice) => {
      const step = toStep(advice, stepsEn);
      return `${step === undefined ? "" : `${step}. `}TinyAGI tries again by itself; to try now: \`tinyagi provider resume ${advice.provider}\`.`;
    },
    retry: (advice) => {
      const step = toStep(advice, stepsEn);
      const again = describeRetry(advice);
      return step === undefined ? `${again[0]?.toUpperCase()}${again.slice(1)}` : `${step}, then ${again}`;
    },
    read: ({ conversation }) => `Read it with \`tinyagi conversation show ${conversation}\`.`,
    check_channel: () => "Check whether the channel runs: `tinyagi status`.",
  },
};

type Retry = Extract<Advice, { code: "retry" }>;

function describeRetry({ message, subAgent }: Retry): string {
  if (subAgent === null) return `retry it with \`tinyagi queue retry ${message}\`.`;
  const { run, node, isOpen } = subAgent;
  const retry = `retry it with \`tinyagi retry ${run ?? "<run>"} --from ${node ?? "<agent>"}\`.`;
  return isOpen ? `when its graph has ended, ${retry}` : retry;
}

function held({ of, more }: { of: number | null; more: number }, clause: string): string {
  const rest = more === 0 ? "" : ` (${more} more ${more === 1 ? "reason" : "reasons"} after that)`;
  return `${of === null ? "It" : `Message ${of}`} ${clause}${rest}.`;
}

function cause(error: string | null): string {
  return sentence(error ?? "no reason was recorded");
}

function sentence(text: string): string {
  return asSentence(text, ".");
}
