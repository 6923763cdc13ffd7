/** How a run came to its agent program: whether one that was kept took it, and why not. */
import { z } from "zod";

/**
 * `reused` and `ahead` are the only ones without a start. `ahead`: it had been opened for a session that was still to come. `…_changed`: what the kept program had started with is no longer so. `first`: none
 * was kept. `busy`: it worked for another run. `single`: that of a sub-agent ends with its run. `off`: the settings
 * keep none. `closed`: a person closed it. `failed`: its last run did, so that it may work with what made it fail. `stopped`: it was ended with its last run, as by a budget. `unsupported`: its
 * harness, or its container, keeps none. `not_opened`: a program of this version did not take prompts when it was to stay open.
 */
export const AGENT_STARTS = [
  "reused",
  "ahead",
  "first",
  "program_changed",
  "login_changed",
  "settings_changed",
  "prompt_changed",
  "files_changed",
  "session_changed",
  "expired",
  "closed",
  "too_many",
  "memory",
  "crashed",
  "failed",
  "stopped",
  "no_answer",
  "busy",
  "single",
  "off",
  "unsupported",
  "not_opened",
] as const;

export const agentStartSchema = z.enum(AGENT_STARTS);
export type AgentStart = z.infer<typeof agentStartSchema>;
