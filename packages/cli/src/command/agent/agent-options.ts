/** What the commands that write an agent are given, and what they send. */
import type { CallArguments } from "@tinyagi/client";
import type { AgentConfig, FallbackEntry } from "@tinyagi/contracts";

export interface AgentOptions {
  name?: string;
  provider?: string;
  model?: string;
  role?: string;
  systemPrompt?: string;
  promptFile?: string;
  workingDirectory?: string;
  permissions?: AgentConfig["permissions"];
  sessionScope?: AgentConfig["sessionScope"];
  fallback?: FallbackEntry[];
  env?: Record<string, string>;
}
export type AgentBody = CallArguments<"putAgent">["body"];
