/**
 * Notifies an agent which parts of its output were not delivered: one note with its next message for all refusals, and
 * an event for each refusal up to a limit.
 */
import type { HandoffWhy } from "@tinyagi/contracts";
import { type Claim, runScope } from "@tinyagi/kernel";
import { whyPhrase, withoutStop } from "@tinyagi/views";
import type { ConversationContext } from "./context.js";

/** Most events for one output. */
export const DENIED_EVENTS_MAX = 64;
/** Most refusals that a note names. */
export const DENIED_SHOWN_MAX = 8;

export interface Denial {
  /** Agent id or name, or `#team`. */
  target: string;
  why: HandoffWhy;
}

export function notifyDenied(context: ConversationContext, claim: Claim, denied: readonly Denial[]): void {
  if (denied.length === 0) return;
  recordDenied(context, claim, denied);
  context.store.history.addNote(claim.agent_id, toNote(denied), context.clock.now());
}

/** The events alone, for an author that already knows. */
export function recordDenied(context: ConversationContext, claim: Claim, denied: readonly Denial[]): void {
  for (const { target, why } of denied.slice(0, DENIED_EVENTS_MAX))
    context.journal.append(
      "handoff.denied",
      { fromAgent: claim.agent_id, toAgent: target, reason: whyPhrase(why), why },
      runScope(claim),
    );
}

function toNote(denied: readonly Denial[]): string {
  const [only, ...others] = denied;
  if (only !== undefined && others.length === 0)
    return `your message to ${shown(only.target)} was not delivered: ${whyPhrase(only.why)}`;
  const named = denied
    .slice(0, DENIED_SHOWN_MAX)
    .map(({ target, why }) => `${shown(target)} (${withoutStop(whyPhrase(why))})`);
  const more = denied.length - named.length;
  return `your messages to these were not delivered: ${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}.`;
}

function shown(target: string): string {
  return target.startsWith("#") ? target : `@${target}`;
}
