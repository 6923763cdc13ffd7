/** What the runner needs from the rest of the house. Each is bound by the daemon; tests bind their own. */
import type { AgentConfig, HarnessContext, HarnessResult, RunErrorInfo, Usage } from "@tinyagi/contracts";
import type { Claim } from "../queue/queue.js";
import type { RetryDecision } from "../queue/retry.js";

export interface InvokeRequest {
  runId: string;
  agentId: string;
  agent: AgentConfig;
  prompt: string;
  systemPrompt: string;
  cwd: string;
  sessionId?: string;
  sessionTotals?: Usage;
}

export type InvokeResult = HarnessResult & {
  rebuiltFrom?: string;
  /** Why the agent's `prompt_file` was not part of its prompt. */
  promptLeftOut?: string;
};

export interface InvokerPort {
  invoke(request: InvokeRequest, context: HarnessContext): Promise<InvokeResult>;
  /** Which harness, provider and model an agent would use now. */
  resolve(agent: AgentConfig): { harness: string; provider: string; model?: string };
}

export interface AgentDirectory {
  get(agentId: string): AgentConfig | undefined;
}

/** The result of a run with everything that had to be done before the commit (files copied, output parsed). */
export interface PreparedOutcome {
  /** What a person is shown. */
  readable: string;
  files: readonly string[];
}

/** What a committed result or failure means for its conversation. All but `prepare` run inside the committing transaction. */
export interface OutcomePort<P extends PreparedOutcome> {
  prepare(claim: Claim, result: InvokeResult): Promise<P>;
  completed(claim: Claim, prepared: P): void;
  failed(claim: Claim, error: RunErrorInfo, decision: RetryDecision): void;
}
