/** What agents asked a person in a conversation, at the answer in which they asked. Pure. */
import type { Approval, ConversationDetail } from "../../lib/queries";
import type { Turn } from "./turns";

export interface Decisions {
  /** By the run of the turn. What a sub-agent asked stands at the answer it works for. */
  at: ReadonlyMap<string, readonly Approval[]>;
  /** Without a turn of its own, such as a budget that was used up before a run began. */
  rest: readonly Approval[];
}

export const NO_DECISIONS: Decisions = { at: new Map(), rest: [] };

/** @param approvals in the order in which they were asked; open ones are answered elsewhere */
export function decisionsOf(
  approvals: readonly Approval[],
  { messages, runs }: Pick<ConversationDetail, "messages" | "runs">,
  turns: readonly Turn[],
): Decisions {
  const runOf = new Map(runs.map((run) => [run.runId, run]));
  const nodes = new Set(messages.filter(({ node }) => node !== undefined).map(({ id }) => id));
  const turnOf = new Map(turns.map((turn) => [runOf.get(turn.runId)?.messageRowId, turn.runId]));
  const at = new Map<string, Approval[]>();
  const rest: Approval[] = [];
  for (const approval of approvals) {
    if (approval.status === "open") continue;
    let run = runOf.get(approval.runId);
    while (run !== undefined && nodes.has(run.messageRowId)) run = runOf.get(run.parentRunId ?? "");
    const turn = run && turnOf.get(run.messageRowId);
    if (turn === undefined) rest.push(approval);
    else at.set(turn, [...(at.get(turn) ?? []), approval]);
  }
  return { at, rest };
}
