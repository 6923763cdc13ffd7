/**
 * The event names and payloads of 0.0.20, derived from the journal's events for old clients. Pure: the same event
 * always gives the same frames, so a replay sends old clients what they would have received live.
 */
import type { EventData, JournalEvent } from "@tinyagi/contracts";
import { failureText } from "@tinyagi/teams";

/** Longest quoted message text of `message:incoming` in characters. */
const PREVIEW_CHARS = 120;

export const LEGACY_EVENT_NAMES = [
  "message:incoming",
  "agent:invoke",
  "agent:progress",
  "agent:response",
  "agent:mention",
  "message:done",
] as const;
export type LegacyEventName = (typeof LEGACY_EVENT_NAMES)[number];

/** One event of 0.0.20; `data` always contains `type` and `timestamp` (milliseconds since the epoch). */
export interface LegacyEvent {
  event: LegacyEventName;
  data: Readonly<Record<string, unknown>> & { type: LegacyEventName; timestamp: number };
}

/** The events of 0.0.20 that correspond to `event`, in order; empty for most events. */
export function legacyEvents(event: JournalEvent): LegacyEvent[] {
  const fields = legacyFields(event);
  if (fields === undefined) return [];
  const [name, data] = fields;
  return [{ event: name, data: { type: name, timestamp: event.time, ...data } }];
}

function legacyFields(event: JournalEvent): [LegacyEventName, Record<string, unknown>] | undefined {
  switch (event.type) {
    case "message.accepted": {
      const { messageId, agent, channel, sender, incoming } = event.data;
      // Sent once for each message of a person, with the original text, even if it goes to several agents.
      if (incoming === undefined) return undefined;
      return ["message:incoming", { messageId, agent, channel, sender, message: cut(incoming) }];
    }
    case "run.started": {
      const { agent, agentName, fromAgent } = event.data;
      return ["agent:invoke", { agentId: agent, agentName, fromAgent }];
    }
    case "run.progressed": {
      const { agent, agentName, text, delta, messageId } = event.data;
      // Old clients show each progress text as its own paragraph, so fragments would break the text up. An empty text
      // only takes back fragments, which they never got.
      return delta || text === ""
        ? undefined
        : ["agent:progress", { agentId: agent, agentName, text, messageId }];
    }
    case "run.completed": {
      const { agent, agentName, channel, sender, messageId, output, isTeamMessage } = event.data;
      const who = { agentId: agent, agentName, role: "assistant", channel, sender, messageId };
      return ["agent:response", { ...who, content: output, isTeamMessage }];
    }
    case "message.died":
      return failedResponse(event.data, event.messageRowId);
    case "handoff.created": {
      const { team, fromAgent, toAgent } = event.data;
      return ["agent:mention", { teamId: team, fromAgent, toAgent }];
    }
    case "reply.queued": {
      const { channel, sender, agent, length, text, messageId } = event.data;
      const from = agent === null ? {} : { agentId: agent };
      return [
        "message:done",
        { channel, sender, ...from, responseLength: length, responseText: text, messageId },
      ];
    }
    default:
      return undefined;
  }
}

/** 0.0.20 reports a failure as the agent's response, before the `message:done` that closes the conversation. */
function failedResponse(
  { agent, attempts, error, origin }: EventData<"message.died">,
  messageRowId = 0,
): [LegacyEventName, Record<string, unknown>] | undefined {
  // A room post that failed in the run of another post: that run reports the failure.
  if (origin === undefined) return undefined;
  const { agentName, channel, sender, messageId, isTeamMessage } = origin;
  const who = { agentId: agent, agentName, role: "assistant", channel, sender, messageId };
  const content = failureText({ id: messageRowId, status: "dead", attempts, last_error: error });
  return ["agent:response", { ...who, content, isTeamMessage }];
}

/** The first characters of `text`, without half a surrogate pair at the end. */
function cut(text: string): string {
  return text.slice(0, PREVIEW_CHARS).replace(/[\uD800-\uDBFF]$/, "");
}
