/**
 * The value of `--prompt-file` as the settings take it. An agent reads it in its own directory or below the workspace;
 * a relative path is looked for there first and then where the command runs. What no run would read is refused here,
 * since a run goes on without it.
 */
import { isAbsolute, resolve } from "node:path";
import type { PlacedAgent } from "@tinyagi/daemon";
import { CliError } from "../context/cli-error.js";

/**
 * The field of a change; empty when nothing is said of it. Null, which removes it, stays.
 *
 * @throws CliError `PATH_REFUSED`; AppError `PATH_REFUSED` for the agent's workspace
 */
export async function promptFileField(
  given: string | null | undefined,
  place: PlacedAgent,
): Promise<{ prompt_file?: string | null }> {
  if (given === undefined) return {};
  return { prompt_file: given === null ? null : await readable(given, place) };
}

async function readable(given: string, place: PlacedAgent): Promise<string> {
  const { agentPromptProblem, agentWorkspace } = await import("@tinyagi/daemon");
  const problem = await agentPromptProblem(given, place);
  if (problem === undefined) return given;
  const here = resolve(given);
  const problemHere = isAbsolute(given) ? problem : await agentPromptProblem(here, place);
  if (problemHere === undefined) return here;
  throw new CliError("PATH_REFUSED", `the prompt file cannot be used: ${told(problem, problemHere)}`, {
    hint: `it must be a file in ${await agentWorkspace(place)} or below the workspace of all agents; to copy a text from elsewhere: tinyagi agent prompt ${place.id} --file <path>`,
  });
}

/** The file that was meant is rather one that is there. */
function told(problem: string, problemHere: string): string {
  return /no such file/.test(problem) ? problemHere : problem;
}
