/** What a message was asked for, and the run and sub-agent that work on it. */
import type { WorkPlace } from "@tinyagi/contracts";
import type { MessageRow } from "@tinyagi/core";
import type { Services } from "./services.js";
import type { Redact } from "./view.js";

/** Of a text in a list. More is read, so that no credential is cut in two before it is recognised. */
const SHOWN_CHARS = 300;
const READ_CHARS = 2_000;

export function beginningOf(text: string, redact: Redact): string {
  return redact(text.slice(0, READ_CHARS)).slice(0, SHOWN_CHARS);
}

export function workPlaceOf(
  { store, journal }: Pick<Services, "store" | "journal">,
  message: Pick<MessageRow, "id" | "conversation_id">,
): WorkPlace {
  const conversationId = message.conversation_id;
  const runId = store.runs.newestOf(message.id) ?? null;
  return {
    conversationId,
    asked: beginningOf(store.conversations.get(conversationId)?.text ?? "", journal.redacted),
    runId,
    rootRunId: (runId === null ? undefined : store.runs.get(runId)?.root_run_id) ?? null,
    nodeId: store.graphs.nodesOf([message.id])[0]?.nodeId ?? null,
  };
}
