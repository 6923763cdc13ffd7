/** The filter of one reader of the event stream, parsed from its query. */
import { AppError, EVENT_TYPES, type JournalEvent } from "@tinyagi/contracts";
import { LEGACY_EVENT_NAMES } from "./legacy.js";

const KNOWN_NAMES: ReadonlySet<string> = new Set([...EVENT_TYPES, ...LEGACY_EVENT_NAMES, "connected"]);

export interface StreamFilter {
  /** Event names, current or of 0.0.20; `undefined` accepts all. */
  types: ReadonlySet<string> | undefined;
  conversation: string | undefined;
  agent: string | undefined;
  /** Limits the stream to events of this channel's conversations, in addition to the other filters. */
  channel?: ChannelScope | undefined;
}

export interface ChannelScope {
  name: string;
  channelOf: (conversationId: string) => string | undefined;
}

/** Parses `?types=a,b&conversation=&agent=`. Throws `INVALID_INPUT` for an unknown event name. */
export function parseFilter(query: {
  types?: string | undefined;
  conversation?: string | undefined;
  agent?: string | undefined;
}): StreamFilter {
  const names = (query.types ?? "").split(",").map((name) => name.trim());
  const types = new Set(names.filter((name) => name !== ""));
  if ([...types].some((name) => !KNOWN_NAMES.has(name))) {
    throw new AppError("INVALID_INPUT", "types: name known events, separated by commas.");
  }
  return {
    types: types.size === 0 ? undefined : types,
    conversation: query.conversation || undefined,
    agent: query.agent || undefined,
  };
}

/** Whether the event matches conversation and agent. Its names are matched frame by frame. */
export function matches(filter: StreamFilter, event: JournalEvent): boolean {
  if (filter.channel !== undefined && channelOf(event, filter.channel) !== filter.channel.name) return false;
  if (filter.conversation !== undefined && event.conversationId !== filter.conversation) return false;
  return (
    filter.agent === undefined || event.agentId === filter.agent || resolveAgent(event.data) === filter.agent
  );
}

/** The conversation decides, because an event's own field could name another channel. */
function channelOf(event: JournalEvent, scope: ChannelScope): unknown {
  if (event.conversationId !== undefined) return scope.channelOf(event.conversationId);
  return "outboxId" in event.data ? event.data.channel : undefined;
}

function resolveAgent(data: object): unknown {
  return "agent" in data ? data.agent : undefined;
}
