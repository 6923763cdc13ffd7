/** What the runner needs from other parts. The daemon binds each of them; tests bind their own. */
import type {
  AgentConfig,
  HarnessContext,
  InvokeRequest,
  InvokeResult,
  RunErrorInfo,
} from "@tinyagi/contracts";
import type { Claim } from "../queue/queue.js";
import type { RetryDecision } from "../queue/retry.js";

/** What an agent answered, and what the runner knows about the prompt it had. */
export interface RunResult extends InvokeResult {
  /** Why the agent's `prompt_file` was not part of its prompt. */
  promptLeftOut?: string;
}

/** Runs agents, here or elsewhere: the request and the result are plain data. */
export interface InvokerPort {
  /** @throws HarnessError, for every failure */
  invoke(request: InvokeRequest, context: HarnessContext): Promise<InvokeResult>;
  /** Which harness, provider and model an agent would use now. @throws HarnessError `invalid` when it cannot run */
  resolve(agent: AgentConfig): { harness: string; provider: string; model?: string };
}

export interface AgentDirectory {
  get(agentId: string): AgentConfig | undefined;
}

/** The result of a run after everything that must precede the commit (files copied, output parsed). */
export interface PreparedOutcome {
  /** What a person is shown. */
  readable: string;
  files: readonly string[];
}

/** The consequences of a result or failure for its conversation. All but `prepare` run inside the committing transaction. */
export interface OutcomePort<P extends PreparedOutcome> {
  prepare(claim: Claim, result: RunResult): Promise<P>;
  completed(claim: Claim, prepared: P): void;
  failed(claim: Claim, error: RunErrorInfo, decision: RetryDecision): void;
}
