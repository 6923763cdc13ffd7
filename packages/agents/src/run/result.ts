/** What a run comes back with. */
import type { Usage } from "@tinyagi/contracts";
import type { LimitName } from "../limits.js";
import type { AgentMessage } from "../model/model.js";

/** What a run comes back with. */
export interface RunResult {
  runId: string;
  /** `partial`: a limit ended the run; `text` is what it had said until then and no answer. */
  status: "completed" | "partial";
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
  /** Calls of `onText` or `onRestart` that threw. */
  listenerFailures?: number;
}
