/**
 * The input and output of an invoker. Both are plain JSON, because the agent may run in another process or on another
 * machine. Cancellation and events are passed separately, in a `HarnessContext`.
 */
import type { HarnessResult, RunPicture } from "./harness.js";
import type { RunWork } from "./run-work.js";
import type { AgentConfig } from "./settings/agent.js";
import type { Usage } from "./usage.js";

/** One run of one agent. */
export interface InvokeRequest {
  runId: string;
  agentId: string;
  /**
   * The agent's settings for this attempt. Secrets are references (`env:NAME`, `file:/path`) or values, as in the
   * settings.
   */
  agent: AgentConfig;
  /** The effort of these settings is that of the message, and its provider is the agent's own. */
  effortIsChosen?: true;
  prompt: string;
  /** Absent when the prompt has more than the message, such as a text that arrived meanwhile. */
  work?: RunWork;
  /** Pictures that the prompt names. */
  pictures?: readonly RunPicture[];
  systemPrompt: string;
  /** Absolute path of an existing folder. */
  cwd: string;
  /** Real path of the agent's own workspace, in which `cwd` is. Absent: `cwd`. */
  workspace?: string;
  /** Which login of the provider it uses. Absent: the first one. */
  login?: string;
  /** What it shares a kept program with: the agent and its session. Absent: its program ends with the run. */
  lane?: string;
  /** In which its message waited: runs of one lane follow each other. Also a sub-agent has one. */
  queueLane?: string;
  /** The conversation with which that session ends. Absent: it goes on in others. */
  laneConversation?: string;
  /** Session to resume; absent starts a new one. */
  sessionId?: string;
  /** Usage of that session so far. */
  sessionTotals?: Usage;
}

/** The result of a successful run. */
export interface InvokeResult extends HarnessResult {
  /** The session that was lost. The run used a new one, so the agent does not remember the old one. */
  rebuiltFrom?: string;
}
