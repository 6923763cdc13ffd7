/** Why a pending message is held: the key of its row in `message_holds`, written and read here alone. Pure. */

/** A person paused it. */
export const PAUSE_HOLD = "pause";
const APPROVAL = "approval";
const SPAWN = "spawn";

/** `id`: of the approval, or of the call for sub-agents. */
export type HoldReason =
  | { readonly kind: "pause" }
  | { readonly kind: "approval" | "spawn"; readonly id: string }
  /** Of another release. */
  | { readonly kind: "other"; readonly reason: string };

export function approvalHold(approvalId: string): string {
  return `${APPROVAL}:${approvalId}`;
}

export function spawnHold(callId: string): string {
  return `${SPAWN}:${callId}`;
}

export function readHold(key: string): HoldReason {
  const [kind = "", ...rest] = key.split(":");
  if (kind === PAUSE_HOLD) return { kind };
  if (kind === APPROVAL || kind === SPAWN) return { kind, id: rest.join(":") };
  return { kind: "other", reason: key };
}
