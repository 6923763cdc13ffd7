/** Where an agent works and what it can be told, judged without a daemon as a daemon judges it. Changes nothing. */
import { homedir } from "node:os";
import type { AgentConfig, Settings } from "@tinyagi/contracts";
import { type PromptProblem, promptFileProblem, resolveWorkspacePath, workspaceRoot } from "@tinyagi/home";

export interface AgentOfHome {
  id: string;
  agent: Pick<AgentConfig, "working_directory">;
  settings: Pick<Settings, "workspace">;
  /** Home of the daemon. */
  home: string;
}

/**
 * @returns the real path of the agent's workspace; it need not exist yet
 * @throws AppError `PATH_REFUSED`
 */
export function agentWorkspace({ id, agent, settings, home }: AgentOfHome): Promise<string> {
  const userHome = homedir();
  const root = workspaceRoot(settings, userHome);
  return resolveWorkspacePath({ root, agentId: id, directory: agent.working_directory, home, userHome });
}

/**
 * @param file as `prompt_file` would name it
 * @returns why the agent's runs would not read it; undefined when they would
 * @throws AppError `PATH_REFUSED` for the agent's workspace
 */
export async function agentPromptProblem(
  file: string,
  place: AgentOfHome,
): Promise<PromptProblem | undefined> {
  const { settings, home } = place;
  const userHome = homedir();
  const root = workspaceRoot(settings, userHome);
  return promptFileProblem(file, { workspace: await agentWorkspace(place), root, home, userHome });
}
