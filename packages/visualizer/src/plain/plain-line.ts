/** One event as one line for screen readers, pipes and files: time, agent, state, what. Pure. */
import type { JournalEvent } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { askTitle, cents, clockSeconds, span, toolLine } from "@tinyagi/views";
import type { State } from "../text/marks.js";

type Said = readonly [agent: string, state: State | "interrupted" | "cancelled", what: string];

/** Undefined for events that change nothing that a team view shows. */
export function plainLine(event: JournalEvent): string | undefined {
  const said = saidBy(event);
  if (said === undefined) return undefined;
  const [agent, state, what] = said;
  return `${clockSeconds(event.time)} ${cleanLine(agent)} ${state} ${cleanLine(what)}`.trimEnd();
}

function saidBy(event: JournalEvent): Said | undefined {
  switch (event.type) {
    case "run.started":
      return [
        event.data.agent,
        "running",
        event.data.attempt > 1 ? `attempt ${event.data.attempt}` : "started",
      ];
    case "run.tool_started":
      return [event.data.agent, "running", toolLine(event.data)];
    case "run.completed": {
      const { usage } = event.data;
      const money = usage.costUsd === undefined ? "" : ` ${cents(usage)}`;
      return [event.data.agent, "done", `in ${span(event.data.durationMs)}${money}`];
    }
    case "run.failed":
      return [event.data.agent, "failed", event.data.error];
    case "run.interrupted":
      return [event.data.agent, "interrupted", event.data.reason];
    case "run.cancelled":
      return [event.data.agent, "cancelled", event.data.reason];
    default:
      return waitSaidBy(event);
  }
}

function waitSaidBy(event: JournalEvent): Said | undefined {
  switch (event.type) {
    case "message.accepted":
      return [event.data.agent, "held", `new message: ${event.data.preview}`];
    case "message.retrying":
      return [
        event.data.agent,
        "held",
        `retry ${event.data.attempt + 1} in ${span(event.data.delayMs)}: ${event.data.error}`,
      ];
    case "message.died":
      return [event.data.agent, "failed", `dead letter after ${event.data.attempts} attempts`];
    case "handoff.created":
      return [event.data.fromAgent, "running", `hands over to ${event.data.toAgent}`];
    case "approval.requested":
      return [event.data.agent, "waits", `needs you: ${askTitle(event.data)}`];
    case "approval.held":
      return [event.data.agent, "waits", `${event.data.status} by ${event.data.by}, who can take it back`];
    case "approval.reopened":
      return [event.data.agent, "waits", `needs you again: ${event.data.by} took the decision back`];
    case "approval.answered":
      return [event.data.agent, "running", `${event.data.status} by ${event.data.by}`];
    case "wait.started":
      return [
        event.data.agent,
        "waits",
        event.data.reason === "sub_agents"
          ? "for its sub-agents"
          : `for ${event.data.reason === "person" ? "a person" : "an answer"}`,
      ];
    case "steering.paused":
      return [event.data.agent, "held", `paused by ${event.data.by}`];
    case "steering.resumed":
      return [event.data.agent, "running", `resumed by ${event.data.by}`];
    default:
      return undefined;
  }
}
