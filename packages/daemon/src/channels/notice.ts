/** What the operator is notified of, in words. Pure. The person's and agents' texts are not repeated. */

import {
  causeStep,
  DEFAULT_LOGIN,
  type EventData,
  extendCommand,
  type FailureCause,
  type JournalEvent,
  needsPerson,
} from "@tinyagi/contracts";
import { formatUsed } from "@tinyagi/views";

/** @returns the text, or undefined for events that need nobody */
export function toNotice(event: JournalEvent): string | undefined {
  switch (event.type) {
    case "reply.failed": {
      const { channel, attempts, error, dead } = event.data;
      if (!dead) return undefined;
      const tries = attempts === 1 ? "1 attempt" : `${attempts} attempts`;
      return `A reply on ${channel} was not delivered after ${tries}: ${error}`;
    }
    case "message.died":
      return diedNotice(event.data, event.messageRowId);
    case "channel.changed": {
      const { channel, state, reason = "no reason was given", renewed = false } = event.data;
      if (renewed) return undefined;
      if (state === "failed") return `The channel ${channel} stopped: ${reason}`;
      return state === "login"
        ? `The channel ${channel} must be linked again: tinyagi channel status`
        : undefined;
    }
    case "backup.failed":
      return backupNotice(event.data);
    case "provider.paused":
      return pausedNotice(event.data);
    case "budget.exceeded":
      return budgetNotice(event.data);
    default:
      return undefined;
  }
}

function diedNotice({ agent, error }: EventData<"message.died">, id: number | undefined): string {
  const here = id === undefined ? "" : `\nTo try again: /retry ${id}. To see why: /why ${id}`;
  return `A message for @${agent} failed permanently: ${error}${here}\nIn a terminal: tinyagi queue dead`;
}

/** What is used up, and the amount with which work continues. */
function budgetNotice({ budget, resource, used, limit, more }: EventData<"budget.exceeded">): string {
  const state = formatUsed(resource, { used, limit });
  const raise =
    more === undefined
      ? "See it: /budget, or `tinyagi budgets`"
      : `To continue: /${extendCommand(budget, more)}, or \`tinyagi ${extendCommand(budget, more)}\``;
  return `The budget ${budget} is used up (${state}).\n${raise}`;
}

function backupNotice({ stage, place, reason }: EventData<"backup.failed">): string {
  const what =
    stage === "make"
      ? "The daily backup could not be made"
      : `The daily backup could not be copied to ${place}`;
  const kept = stage === "make" ? "" : " The backup in the home is whole.";
  return `${what}: ${reason}${kept}\nTinyAGI tries again. See it: tinyagi doctor`;
}

interface Pause {
  provider: string;
  reason: string;
  cause?: FailureCause | undefined;
  /** Only this login is paused. */
  login?: string | undefined;
  /** The login that is used instead. */
  continuesWith?: string | undefined;
}

/** Only what a person must end: everything else ends by itself. */
function pausedNotice({ provider, reason, cause, login, continuesWith }: Pause): string | undefined {
  if (cause === undefined || !needsPerson(cause)) return undefined;
  const step = causeStep(cause, provider);
  if (continuesWith !== undefined)
    return `The login ${login ?? DEFAULT_LOGIN} of the provider ${provider} cannot be used: ${reason}\n${step}. Until then, the login ${continuesWith} is used. See all: \`tinyagi provider login list ${provider}\``;
  return `Messages for the provider ${provider} wait: ${reason}\n${step}. They go on by themselves after that. To try at once: /retry all, or \`tinyagi provider test ${provider}\``;
}
