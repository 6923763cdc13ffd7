/** What the runner needs from other parts. The daemon binds each of them; tests bind their own. */
import type {
  AgentConfig,
  Effort,
  FileRefusal,
  HarnessContext,
  Heard,
  InvokeRequest,
  InvokeResult,
  PermissionMode,
  PromptPart,
  RecallHit,
  ReplyNote,
  RunErrorInfo,
  Unheard,
  Usage,
} from "@tinyagi/contracts";
import type { Claim } from "../queue/queue-contract.js";
import type { RetryDecision } from "../queue/retry.js";
import type { MessageRow } from "../store/schema.js";

/** What an agent answered, and what the runner knows about the prompt it had. */
export interface FinishedRun extends InvokeResult {
  /** Why the agent's `prompt_file` was not part of its prompt. */
  promptLeftOut?: { said: string; refusal?: FileRefusal | undefined };
  /** Recordings that it was given as text, and those without one. */
  heard?: readonly Heard[];
  unheard?: readonly Unheard[];
}

/** One of several logins of a provider. */
export interface RunLogin {
  name: string;
  /** Whether its program keeps sessions where no other login finds them. */
  keepsSessions: boolean;
}

/** With what an agent runs. */
export interface RunTarget {
  harness: string;
  provider: string;
  model?: string;
  /** Absent: what the program does by itself. */
  effort?: Effort;
  permissions?: PermissionMode;
  /** The provider's logins in their order. Absent: it has one. */
  logins?: readonly RunLogin[];
  /** The worker where it runs; absent for this machine. */
  place?: string;
}

/** Runs agents, here or elsewhere: the request and the result are plain data. */
export interface InvokerPort {
  /** @throws HarnessError, for every failure */
  invoke(request: InvokeRequest, context: HarnessContext): Promise<InvokeResult>;
  /**
   * Goes on with a run that this daemon has taken over from an earlier one. Its request is not given again.
   *
   * @throws HarnessError as `invoke`; `interrupted` when nobody has the run any more
   */
  adopt?(
    run: { readonly runId: string; readonly agentId: string },
    context: HarnessContext,
  ): Promise<InvokeResult>;
  /** With what an agent would run now. @throws HarnessError `invalid` when it cannot run */
  resolve(agent: AgentConfig): RunTarget;
}

export interface AgentDirectory {
  get(agentId: string): AgentConfig | undefined;
}

/**
 * What differs for the message of a sub-agent, and for a message that has asked for sub-agents. Every other message is
 * returned what was passed in.
 */
export interface NodePort {
  /** The agent's settings, within the bounds of its node. Called inside the claiming write. */
  resolveAgent(message: MessageRow, configured: AgentConfig): AgentConfig;
  /** Scope of its session; undefined for the one that the agent's settings name. */
  sessionScope(message: MessageRow): string | undefined;
  /** The run that caused this one: for a message that goes on after a plan in its answer, the run that planned. */
  parentRun(message: MessageRow): string | null;
  /** Where it works. @param own the agent's workspace */
  workspace(message: MessageRow, own: string): Promise<string>;
  /** The text that this run gets. */
  prompt(claim: Claim, run: { hasSession: boolean }): string;
  /** The system prompt with what the agent may do with sub-agents. */
  systemPrompt(message: MessageRow, text: string): Promise<string>;
}

/** Where runs for a task with a repository work. Each answer is undefined for every other message. */
export interface TaskPlaces {
  /** Scope of the session: it belongs to the clone. */
  sessionScope(message: MessageRow): string | undefined;
  /** @param own the agent's workspace @throws AppError when there can be no clone */
  workspace(message: MessageRow, own: string): Promise<string | undefined>;
  /** What the agent is told about it. */
  prompt(message: MessageRow): string | undefined;
}

/** The result of a run after everything that must precede the commit (files copied, output parsed). */
export interface PreparedOutcome {
  /** What a person is shown of the answer, and what TinyAGI notes about it. */
  readable: string;
  notes?: readonly ReplyNote[];
  files: readonly string[];
  /** The output is a plan for sub-agents: the message is not completed but waits for them, and then runs again. */
  waits?: boolean;
}

/** The consequences of a result or failure for its conversation. All but `prepare` run inside the committing transaction. */
export interface OutcomePort<P extends PreparedOutcome> {
  prepare(claim: Claim, result: FinishedRun): Promise<P>;
  completed(claim: Claim, prepared: P): void;
  failed(claim: Claim, error: RunErrorInfo, decision: RetryDecision): void;
  /** The message waits, because its provider is paused. */
  held(claim: Claim, waitMs: number): void;
  /** A budget ended the run or refused it. */
  stopped(claim: Claim): void;
}

/** What an agent is told before every conversation. */
export interface SystemPrompt {
  /** The parts, joined. */
  text: string;
  /** In their order; none is empty. */
  parts?: readonly PromptPart[];
  /** Why the agent's `prompt_file` is not in the text; absent when it is, or when there is none. */
  leftOut?: string | undefined;
  /** The same as a fact; absent from a worker with an earlier release. */
  refusal?: FileRefusal | undefined;
}

/** What a run is given of the company's notes before its message. */
export interface RecalledNotes {
  /** Put before the message; empty when nothing fits. */
  text: string;
  given: readonly Pick<RecallHit, "source" | "ref" | "title">[];
  /** Estimated. */
  tokens: number;
}

/** What a model for chores makes of a long message. */
export interface WrittenTitle {
  /** One line. Absent: it wrote none, or was given up. */
  readonly title?: string;
  readonly model: string;
  /** As far as it is known. */
  readonly usage: Usage;
}

/** Never rejects. Undefined: nothing was asked, or the model failed. */
export type WriteTitle = (text: string, signal: AbortSignal) => Promise<WrittenTitle | undefined>;
