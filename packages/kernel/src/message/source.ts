/** What a message comes from, read from the facts of its row and its conversation: nothing is stored twice. Pure. */
import { backgroundChannel, type MessageKind, type MessageSource } from "@tinyagi/contracts";
import { buildContext, type MessageContent } from "./content.js";

/** What of a conversation says what set it off. */
interface OriginFacts {
  channel: string;
  metadata: string | null;
  task_id?: string | null;
}

const SOURCES: Readonly<Record<Exclude<MessageKind, "user">, MessageSource>> = {
  handoff: "handoff",
  room: "room",
  chain: "chain",
  summary: "summary",
  node: "spawn",
};

/**
 * @param asked its conversation
 * @param hasParts whether a client or platform handed it in: then what its metadata says does not count
 */
export function resolveSource(
  message: Pick<MessageContent, "kind" | "context">,
  asked: OriginFacts,
  hasParts: () => boolean,
): MessageSource {
  if (message.kind !== "user") return SOURCES[message.kind];
  if (buildContext(message).repeats !== undefined) return "retry";
  const self = setOffBy(asked);
  if (self !== undefined && !hasParts()) return self;
  return (asked.task_id ?? null) === null ? "user" : "task";
}

/**
 * What set a conversation off by itself; undefined for one that a person began. A schedule may answer in a person's chat: then
 * its metadata says so. That of a client only lowers the priority of its own messages.
 */
function setOffBy({ channel, metadata }: OriginFacts): "schedule" | "heartbeat" | undefined {
  const known: unknown = metadata === null ? null : JSON.parse(metadata);
  for (const source of ["schedule", "heartbeat"] as const)
    if (channel === source || (typeof known === "object" && known !== null && source in known)) return source;
  return undefined;
}

/** Whether no person waits for what the conversation does. */
export function isSelfStarted(asked: OriginFacts): boolean {
  return backgroundChannel(asked.channel) || setOffBy(asked) !== undefined;
}
