/** Looks whether the `prompt_file` of each agent can be read as its runs do, which go on without it. Changes nothing. */
import type { Settings } from "@tinyagi/contracts";
import { failureOf } from "../context/cli-error.js";
import type { Finding } from "./finding.js";

export async function checkPromptFiles(settings: Settings | undefined, home: string): Promise<Finding[]> {
  if (settings === undefined) return [];
  const named = Object.entries(settings.agents).filter(([, { prompt_file: file }]) => file !== undefined);
  if (named.length === 0) return [];
  const { agentPromptProblem } = await import("@tinyagi/daemon");
  const findings: Finding[] = [];
  for (const [id, agent] of named) {
    const problem = await agentPromptProblem(agent.prompt_file ?? "", { id, agent, settings, home }).catch(
      (error: unknown) => failureOf(error).message,
    );
    if (problem === undefined) continue;
    findings.push({
      id: "agents.prompt-file",
      level: "warning",
      message: `@${id} works without its prompt_file: ${problem}`,
      hint: `put it into its directory or below the workspace, or name another: tinyagi agent set ${id} --prompt-file <path>`,
    });
  }
  return findings;
}
