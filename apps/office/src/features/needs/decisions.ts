/**
 * Decisions about what agents ask, and those that the daemon refused. Each goes to the daemon at once, which holds it for as
 * long as it can be taken back: nothing is lost with the page.
 */
import type { QueryClient } from "@tanstack/react-query";
import { isAppError } from "@tinyagi/contracts";
import { create } from "zustand";
import { api, toWords } from "../../lib/api";
import { keep } from "../../lib/kept";
import { KEYS } from "../../lib/keys";
import type { Approval } from "../../lib/queries";
import { words } from "../../locale/words";
import { dropHeld, showHeld, showToast, UNDO_MS } from "../../ui/toasts";

export type Decision = { verb: "approve" } | { verb: "deny" } | { verb: "answer"; text: string };

/** `sending` is no longer shown as open; `refused` is, with the reason. */
export type Standing = { state: "sending" } | { state: "refused"; error: Error };

/** By the id of what was asked. */
export const useStandings = create<ReadonlyMap<string, Standing>>(() => new Map());

/** @param name of the agent, for the line that offers to take it back */
export async function decide(
  queries: QueryClient,
  approval: Approval,
  { name, ...decision }: Decision & { name: string },
): Promise<void> {
  const { id } = approval;
  setStanding(id, { state: "sending" });
  try {
    const after = await send(approval, decision);
    keep(toDraft(id), undefined);
    put(queries, after);
    setStanding(id, undefined);
    if (after.held !== undefined)
      showHeld(words.needs.held[decision.verb](name), id, () => takeBack(queries, after));
  } catch (error) {
    refuse(id, error);
  }
}

/** @throws AppError when it has taken effect before */
export async function takeBack(queries: QueryClient, { id, held, options = [] }: Approval): Promise<void> {
  const open = await api().call("undoApproval", { params: { id } });
  dropHeld(id);
  // What was written is offered again.
  if (held?.status === "answered" && held.answer !== undefined && !options.includes(held.answer))
    keep(toDraft(id), held.answer);
  put(queries, open);
}

/**
 * Whether it waits for its time to undo. What raises a budget is confirmed outside the page, which is a second look
 * already.
 */
export function canHold(
  { kind, estimate }: Pick<Approval, "kind" | "estimate">,
  decision: Decision,
): boolean {
  if (decision.verb === "answer") return true;
  const raises = kind === "budget" || (estimate?.budgets.some(({ fits }) => !fits) ?? false);
  return decision.verb === "deny" || !raises;
}

/** Whether someone else has decided, or nobody may any more: the first decision counts. */
export function isSettled(error: Error | undefined): boolean {
  return isAppError(error) && (error.code === "APPROVAL_ANSWERED" || error.code === "APPROVAL_CLOSED");
}

export function forgetRefusal(id: string): void {
  setStanding(id, undefined);
}

function send(approval: Approval, decision: Decision): Promise<Approval> {
  const { id, digest } = approval;
  const params = { id };
  const body = { digest, ...(canHold(approval, decision) ? { holdMs: UNDO_MS } : {}) };
  if (decision.verb === "answer")
    return api().call("answerApproval", { params, body: { ...body, text: decision.text } });
  return api().call(decision.verb === "approve" ? "approveApproval" : "denyApproval", { params, body });
}

/** As the daemon has it now. What is settled is no longer listed. */
function put(queries: QueryClient, after: Approval): void {
  queries.setQueryData<Approval[]>(KEYS.approvals, (open) =>
    open?.flatMap((one) => (one.id !== after.id ? [one] : after.status === "open" ? [after] : [])),
  );
}

/** Its card is back and says why. The line says it too: the card may be on another page. */
function refuse(id: string, error: unknown): void {
  const known = error instanceof Error ? error : new Error(toWords(error));
  if (isSettled(known)) keep(toDraft(id), undefined);
  setStanding(id, { state: "refused", error: known });
  showToast(words.needs.notSent(toWords(known)));
}

/** Where what is typed as an answer is kept. */
function toDraft(id: string): string {
  return `answer.${id}`;
}

function setStanding(id: string, standing: Standing | undefined): void {
  useStandings.setState((before) => {
    const next = new Map(before);
    if (standing === undefined) next.delete(id);
    else next.set(id, standing);
    return next;
  }, true);
}
