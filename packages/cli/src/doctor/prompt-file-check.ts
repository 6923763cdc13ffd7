/** Checks whether runs can read the `prompt_file` of each agent; they continue without it. Changes nothing. */
import type { Settings } from "@tinyagi/contracts";
import { toFailure } from "../error/cli-error.js";
import type { Finding } from "./finding.js";

export async function checkPromptFiles(settings: Settings | undefined, home: string): Promise<Finding[]> {
  if (settings === undefined) return [];
  const named = Object.entries(settings.agents).filter(([, { prompt_file: file }]) => file !== undefined);
  if (named.length === 0) return [];
  const { agentPromptProblem } = await import("@tinyagi/daemon");
  const findings: Finding[] = [];
  for (const [id, agent] of named) {
    const place = { id, agent, settings, home };
    const problem = await agentPromptProblem(agent.prompt_file ?? "", place).then(
      (found) => found?.reason,
      (error: unknown) => toFailure(error).message,
    );
    if (problem === undefined) continue;
    findings.push({
      id: "agents.prompt-file",
      level: "warning",
      message: `@${id} runs without its prompt_file: ${problem}`,
      hint: `Move the file into its workspace or the shared workspace, or use another file: tinyagi agent set ${id} --prompt-file <path>`,
    });
  }
  return findings;
}
