/** What a run works on, as facts for a harness without a model. Pure. */
import type { RunWork } from "@tinyagi/contracts";
import { buildContext, type MessageContent } from "./content.js";

/** Work on this channel was asked for by nobody at that time. */
const HEARTBEAT = "heartbeat";

export function workOf(message: MessageContent, conversation: { channel: string } | undefined): RunWork {
  const { join } = buildContext(message);
  const isAlone = message.kind === "user" && conversation?.channel !== HEARTBEAT;
  return {
    from: isAlone ? "person" : message.kind === "user" || message.kind === "summary" ? "tinyagi" : "agent",
    own: message.text,
    ...(join === undefined ? {} : { join }),
  };
}
