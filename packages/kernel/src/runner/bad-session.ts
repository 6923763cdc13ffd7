/**
 * Sessions in which every further message would fail: the context is full, or something in the history is refused. They are
 * left, and the message that showed it runs once more in a new one. Everything here runs inside a write.
 */
import { getCause, type RunErrorInfo } from "@tinyagi/contracts";
import { toFailureFact } from "../queue/failure-fact.js";
import { SESSION_CAUSES } from "../queue/patience.js";
import type { Claim } from "../queue/queue-contract.js";
import type { RunContext, RunParts } from "./context.js";
import { resolveSession } from "./session.js";

export interface SessionVerdict {
  readonly error: RunErrorInfo;
  /** The session that was left, if the message shall run again in a new one. */
  readonly leftSession?: string;
}

/** @param context absent when the run failed before it had a session */
export function abandonBadSession(
  parts: RunParts,
  { claim, context }: { claim: Claim; context: RunContext | undefined },
  error: RunErrorInfo,
): SessionVerdict {
  const rule = SESSION_CAUSES[getCause(error)];
  const session = context === undefined ? undefined : resolveSession(parts, context);
  if (rule === undefined || context === undefined || session === undefined) return { error };
  const { history } = parts.store;
  const refusal = toEssence(error.message);
  if (rule === "if repeated" && session.refusal !== refusal) {
    history.putRefusal(session, refusal);
    return { error };
  }
  history.dropSession(claim.agent_id, context.scopeKey);
  const { resumed } = context;
  // A message that fails in a new session, too, is its own cause.
  const wasTried = toFailureFact(claim)?.leftSession !== undefined;
  if (resumed === undefined || wasTried)
    return { error: { ...error, message: withNewSession(error.message) } };
  return { error, leftSession: resumed };
}

/** Without what differs each time: ids of requests, counts. */
function toEssence(message: string): string {
  return message
    .split(/\s/)
    .filter((word) => !/\d/.test(word))
    .join(" ");
}

/** The message is a sentence of its own, with or without its full stop. */
function withNewSession(message: string): string {
  return `${message.replace(/\.$/, "")}. The next message begins a new session.`;
}
