/** What the operator is notified of in a chat, made from events. The person's and agents' texts are not repeated. */
import {
  DEFAULT_LOGIN,
  type EventData,
  EXPOSE_WAY_FACTS,
  type ExposeProblemCode,
  type ExposeWay,
  extendCommand,
  type JournalEvent,
  needsPerson,
} from "@tinyagi/contracts";
import { continuesText, exceededText, toSentence, usedUpText } from "../figures/budget-text.js";
import { toStep } from "../reasons/step-of.js";
import { en } from "../words/en.js";
import type { ViewWords } from "../words/words.js";

/** @returns the text, or undefined for events that need nobody */
export function operatorNotice(event: JournalEvent, words: ViewWords = en): string | undefined {
  const { notices } = words;
  switch (event.type) {
    case "reply.failed": {
      const { channel, attempts, error, dead } = event.data;
      return dead ? notices.lostReply(channel, attempts, error) : undefined;
    }
    case "message.died":
      return diedNotice(event.data, words, event.messageRowId);
    case "channel.changed":
      return channelNotice(event.data, words);
    case "backup.failed":
      return notices.backup(event.data);
    case "expose.stopped": {
      const { via, end, problem } = event.data;
      return end === "failed" && problem !== null ? exposeNotice(via, problem, words) : undefined;
    }
    case "provider.paused":
      return pausedNotice(event.data, words);
    case "budget.exceeded":
      return budgetNotice(event.data, words);
    default:
      return undefined;
  }
}

/** It was open, or somebody wanted it to be. */
function exposeNotice(via: ExposeWay, code: ExposeProblemCode, { expose, notices }: ViewWords): string {
  const { program } = EXPOSE_WAY_FACTS[via];
  return notices.exposeFailed(expose.problem(code, program), expose.step(code, program, null));
}

function diedNotice(
  { agent, error, crashes }: EventData<"message.died">,
  { notices, reasons }: ViewWords,
  message: number | undefined,
): string {
  const reason = crashes === undefined ? error : reasons.sentence(reasons.ends.crashed(crashes));
  return notices.died(agent, reason, message);
}

function channelNotice(
  { channel, state, reason, renewed = false }: EventData<"channel.changed">,
  { notices }: ViewWords,
): string | undefined {
  if (renewed) return undefined;
  if (state === "failed") return notices.channelStopped(channel, reason);
  return state === "login" ? notices.channelLogin(channel) : undefined;
}

/** The same sentences as everywhere about a budget: which it is, what is used of it, and how work continues. */
function budgetNotice(of: EventData<"budget.exceeded">, words: ViewWords): string {
  const { more, budget } = of;
  const { budgets, notices } = words;
  if (of.action === "continued") {
    const step = more === undefined ? notices.seeBudgets : notices.mayRaise(extendCommand(budget, more));
    return budgets.join([continuesText(of, words, true), step]);
  }
  return toSentence(
    more === undefined
      ? budgets.join([usedUpText(of, words, true), notices.seeBudgets])
      : exceededText({ ...of, more }, words, true),
  );
}

/** Only what a person must end: everything else ends by itself. */
function pausedNotice(of: EventData<"provider.paused">, words: ViewWords): string | undefined {
  const { provider, reason, cause, login = DEFAULT_LOGIN, continuesWith } = of;
  if (cause === undefined || !needsPerson(cause)) return undefined;
  const step = toStep({ cause, provider }, words.reasons.steps) ?? "";
  return continuesWith === undefined
    ? words.notices.waitsForPerson(provider, reason, step)
    : words.notices.loginUnusable({ provider, login, reason, continuesWith }, step);
}
