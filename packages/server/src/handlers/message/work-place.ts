/** What a message was asked for, and the run and sub-agent that work on it. */
import type { WorkPlace } from "@tinyagi/contracts";
import type { Services } from "../services.js";
import { type Redact, redactedTitle } from "../view.js";

/** Of a text in a list. More is read, so that no credential is cut in two before it is recognised. */
const SHOWN_CHARS = 300;
const READ_CHARS = 2_000;

export function toExcerpt(text: string, redact: Redact): string {
  return redact(text.slice(0, READ_CHARS)).slice(0, SHOWN_CHARS);
}

export function resolveWorkPlace(
  { store, journal }: Pick<Services, "store" | "journal">,
  messageRowId: number,
  conversationId: string,
): WorkPlace {
  const { asked, title, ...place } = store.graphs.workOf({ messageRowId, conversationId, chars: READ_CHARS });
  return {
    conversationId,
    asked: toExcerpt(asked ?? "", journal.redacted),
    title: title === null ? redactedTitle(asked ?? "", journal.redacted) : journal.redacted(title),
    ...place,
  };
}
