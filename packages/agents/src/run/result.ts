/** What a run comes back with. */
import type { Usage } from "@tinyagi/contracts";
import type { ApprovalRequest } from "../context/approval.js";
import type { LimitName } from "../limits.js";
import type { AgentMessage } from "../model/model.js";
import type { SavedRun } from "./saved-run.js";

/** What a run comes back with. `O` is the type of the answer by its schema. */
export interface RunResult<O = unknown> {
  runId: string;
  /** The agent that worked last: another one than the first after a handoff. */
  agent: string;
  /**
   * `partial`: a limit ended the run; `text` is what it had said until then and no answer. `interrupted`: tool calls wait
   * for a person; see `interruption`.
   */
  status: "completed" | "partial" | "interrupted";
  text: string;
  limit: LimitName | null;
  /** The whole transcript, the messages the run began with included; without the system prompt. */
  messages: readonly AgentMessage[];
  /** Of this run and of all runs below it. */
  usage: Usage;
  /** Of this run alone. */
  ownUsage: Usage;
  modelCalls: number;
  toolCalls: number;
  /** What `setMetadata` left. */
  metadata: ReadonlyMap<string, string | number | boolean | null>;
  /** The answer by the schema of the run; only of a completed run with one. */
  output?: O;
  /** What an interrupted run waits for, and what `AgentHarness.resume` goes on with. Plain JSON. */
  interruption?: { pending: readonly ApprovalRequest[]; saved: SavedRun };
  /** Calls of `onText`, `onReasoning` or `onRestart` that threw. */
  listenerFailures?: number;
}
