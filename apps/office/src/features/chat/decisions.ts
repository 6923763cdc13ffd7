/** What agents asked a person in a conversation, at the answer in which they asked. Pure. */
import { groupBy } from "../../lib/group-by";
import type { Approval, ConversationDetail } from "../../lib/queries";
import type { Turn } from "./turns";

export interface Decisions {
  /** By the run of the turn. What a sub-agent asked stands at the answer it works for. */
  at: ReadonlyMap<string, readonly Approval[]>;
  /** Without a turn of its own, such as a budget that was used up before a run began. */
  rest: readonly Approval[];
}

/** No run has this id. */
const NO_TURN = "";

export const NO_DECISIONS: Decisions = { at: new Map(), rest: [] };

/** @param approvals in the order in which they were asked; open ones are answered elsewhere */
export function groupDecisions(
  approvals: readonly Approval[],
  { messages, runs }: Pick<ConversationDetail, "messages" | "runs">,
  turns: readonly Turn[],
): Decisions {
  const runOf = new Map(runs.map((run) => [run.runId, run]));
  const nodes = new Set(messages.filter(({ node }) => node !== undefined).map(({ id }) => id));
  const turnOf = new Map(turns.map((turn) => [runOf.get(turn.runId)?.messageRowId, turn.runId]));
  const resolvePlace = ({ runId }: Approval): string => {
    let run = runOf.get(runId);
    while (run !== undefined && nodes.has(run.messageRowId)) run = runOf.get(run.parentRunId ?? "");
    return (run && turnOf.get(run.messageRowId)) ?? NO_TURN;
  };
  const decided = approvals.filter(({ status, held }) => status !== "open" || held !== undefined);
  const at = groupBy(decided, resolvePlace);
  const rest = at.get(NO_TURN) ?? [];
  at.delete(NO_TURN);
  return { at, rest };
}
