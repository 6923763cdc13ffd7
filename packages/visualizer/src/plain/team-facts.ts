/** What every agent does now as data, for programs: the rows of the view of a team. */
import type { AgentState, RunView, WorkState } from "@tinyagi/contracts";
import { teamWork } from "../view/team-view.js";
import { isLive, type Work } from "../view/work.js";
import { type ReadOptions, readTeam } from "./read-team.js";

export interface AgentFact {
  readonly agent: string;
  /** Of a sub-agent: what its parent called it. */
  readonly node: string | null;
  /** 0 for an agent; a sub-agent is below the last row of a lower depth. */
  readonly depth: number;
  readonly state: AgentState | WorkState;
  /** What it does, waits for or failed with; empty for an idle agent. */
  readonly doing: string;
  /** Of its run that works, or failed last. */
  readonly run: Pick<
    RunView,
    "runId" | "conversationId" | "status" | "startedAt" | "finishedAt" | "usage"
  > | null;
  /** What it asks of a person. */
  readonly approval: string | null;
}

/** @throws AppError when the daemon cannot be reached, or refuses */
export async function readTeamFacts(options: ReadOptions): Promise<AgentFact[]> {
  const state = await readTeam(options);
  return teamWork(state, options.place).map(toFact);
}

function toFact({ agent, name, depth, code: state, doing, run, approval }: Work): AgentFact {
  const isShown = run !== undefined && (isLive(run) || state === "failed" || depth > 0);
  return {
    agent,
    node: depth === 0 ? null : name,
    depth,
    state,
    doing,
    run: isShown ? runFact(run) : null,
    approval: approval ?? null,
  };
}

function runFact({ runId, conversationId, status, startedAt, finishedAt, usage }: RunView): AgentFact["run"] {
  return { runId, conversationId, status, startedAt, finishedAt, usage };
}
