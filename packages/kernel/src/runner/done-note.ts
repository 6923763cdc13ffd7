/**
 * The note about what earlier attempts at a message did: tools may have had effects that must not be repeated, and not every
 * harness keeps them in its session.
 */
import { cutText } from "@tinyagi/base";
import type { Claim } from "../queue/queue-contract.js";
import type { RunParts } from "./context.js";

/** The last ones are what an agent continues after. */
const CALLS_MAX = 20;
const EVENTS_MAX = 2_000;
const INPUT_MAX_CHARS = 300;

/** @returns an empty string when no earlier attempt used a tool */
export function doneNote({ store }: Pick<RunParts, "store">, claim: Claim): string {
  const own = store.runs
    .withSteps(claim.conversation_id)
    .filter((id) => id !== claim.run_id && store.runs.get(id)?.message_row_id === claim.id);
  const calls = own.flatMap((id) =>
    store.events
      .ofRunAfter(id, 0, EVENTS_MAX)
      .filter(({ type }) => type === "run.tool_started")
      .map(({ data }) => toLine(JSON.parse(data))),
  );
  if (calls.length === 0) return "";
  const hidden = calls.length > CALLS_MAX ? `- ${calls.length - CALLS_MAX} earlier ones\n` : "";
  return `[Note from TinyAGI: earlier attempts at the message below began these tool calls. Look at their effects, and do not repeat what is done:\n${hidden}${calls.slice(-CALLS_MAX).join("\n")}]\n\n`;
}

/** On one line, so that no input can imitate a note of the host. */
function toLine({ name, input }: { name?: unknown; input?: unknown }): string {
  const given = input === undefined ? "" : ` ${cutText(JSON.stringify(input), INPUT_MAX_CHARS)}`;
  return `- ${JSON.stringify(cutText(String(name), INPUT_MAX_CHARS))}${given}`;
}
