/**
 * Decisions of this page that can still be taken back, and those that the daemon refused. A decision is sent when its
 * time is over, or when the page is left, closed or out of sight: it is never lost.
 */
import type { QueryClient } from "@tanstack/react-query";
import { isAppError } from "@tinyagi/contracts";
import { create } from "zustand";
import { api, lastingApi, toWords } from "../../lib/api";
import { keep } from "../../lib/kept";
import { KEYS } from "../../lib/keys";
import type { Approval } from "../../lib/queries";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";

export type Decision = { verb: "approve" } | { verb: "deny" } | { verb: "answer"; text: string };

/** `held` and `sending` are no longer shown as open; `refused` is, with the reason. */
export type Standing = { state: "held" | "sending"; bytes: number } | { state: "refused"; error: Error };

/** By the id of what was asked. */
export const useStandings = create<ReadonlyMap<string, Standing>>(() => new Map());

/** All requests that outlive a page together have small bodies, 64 KiB: an answer that is too long for it is sent at once. */
const HELD_MAX_BYTES = 48 * 1_024;

/** @param name of the agent, for the line that offers to take it back */
export function decide(queries: QueryClient, approval: Approval, decision: Decision, name: string): void {
  const { id } = approval;
  const bytes = bytesOf(decision);
  if (!canHold(approval, decision) || heldBytes() + bytes > HELD_MAX_BYTES) {
    void send(queries, approval, decision);
    return;
  }
  setStanding(id, { state: "held", bytes });
  showToast(
    toLine(decision, name),
    () => send(queries, approval, decision, lastingApi()),
    () => setStanding(id, undefined),
  );
}

/**
 * Whether it waits for its time to undo. What raises a budget is confirmed outside the page, which is a second look
 * already; nobody could confirm it once the page is closed.
 */
export function canHold(
  { kind, estimate }: Pick<Approval, "kind" | "estimate">,
  decision: Decision,
): boolean {
  if (decision.verb === "answer") return true;
  const raises = kind === "budget" || (estimate?.budgets.some(({ fits }) => !fits) ?? false);
  return decision.verb === "deny" || !raises;
}

/** Of the body of its request, with room for the digest. */
function bytesOf(decision: Decision): number {
  return new TextEncoder().encode(JSON.stringify(decision)).length + 128;
}

function heldBytes(): number {
  const all = [...useStandings.getState().values()];
  return all.reduce((sum, one) => sum + (one.state === "refused" ? 0 : one.bytes), 0);
}

/** Whether someone else has decided, or nobody may any more: the first decision counts. */
export function isSettled(error: Error | undefined): boolean {
  return isAppError(error) && (error.code === "APPROVAL_ANSWERED" || error.code === "APPROVAL_CLOSED");
}

export function forgetRefusal(id: string): void {
  setStanding(id, undefined);
}

async function send(queries: QueryClient, approval: Approval, decision: Decision, by = api()): Promise<void> {
  const { id, digest } = approval;
  const params = { id };
  setStanding(id, { state: "sending", bytes: bytesOf(decision) });
  try {
    if (decision.verb === "answer")
      await by.call("answerApproval", { params, body: { digest, text: decision.text } });
    else {
      const route = decision.verb === "approve" ? "approveApproval" : "denyApproval";
      await by.call(route, { params, body: { digest } });
    }
    keep(`answer.${id}`, undefined);
    queries.setQueryData<Approval[]>(KEYS.approvals, (open) => open?.filter((one) => one.id !== id));
    setStanding(id, undefined);
  } catch (error) {
    refuse(id, error);
  }
}

/** Its card is back and says why. The line says it too: the card may be on another page. */
function refuse(id: string, error: unknown): void {
  const known = error instanceof Error ? error : new Error(toWords(error));
  if (isSettled(known)) keep(`answer.${id}`, undefined);
  setStanding(id, { state: "refused", error: known });
  showToast(words.needs.notSent(toWords(known)));
}

function toLine(decision: Decision, name: string): string {
  const { held } = words.needs;
  return decision.verb === "answer" ? held.answer(name) : held[decision.verb](name);
}

function setStanding(id: string, standing: Standing | undefined): void {
  useStandings.setState((before) => {
    const next = new Map(before);
    if (standing === undefined) next.delete(id);
    else next.set(id, standing);
    return next;
  }, true);
}
