/**
 * The value of `--prompt-file` as the settings take it. An agent reads it in its own directory or below the workspace;
 * a relative path is looked up there first, then in the current folder. A file that no run can read is refused here,
 * because a run continues without it.
 */
import { isAbsolute, resolve } from "node:path";
import type { AgentOfHome } from "@tinyagi/daemon";
import { CliError } from "../../error/cli-error.js";

/**
 * The field of a change; empty when it is not given. Null, which removes it, is kept.
 *
 * @throws CliError `PATH_REFUSED`; AppError `PATH_REFUSED` for the agent's workspace
 */
export async function promptFileField(
  given: string | null | undefined,
  place: AgentOfHome,
): Promise<{ prompt_file?: string | null }> {
  if (given === undefined) return {};
  return { prompt_file: given === null ? null : await readable(given, place) };
}

async function readable(given: string, place: AgentOfHome): Promise<string> {
  const { agentPromptProblem, agentWorkspace } = await import("@tinyagi/daemon");
  const problem = await agentPromptProblem(given, place);
  if (problem === undefined) return given;
  const here = resolve(given);
  const problemHere = isAbsolute(given) ? problem : await agentPromptProblem(here, place);
  if (problemHere === undefined) return here;
  // If only one of the two files exists, it is the one that was meant.
  const shown = problem.missing ? problemHere : problem;
  throw new CliError("PATH_REFUSED", `@${place.id} cannot use this prompt file: ${shown.reason}`, {
    hint: `Use a file in ${await agentWorkspace(place)} or in the shared workspace; or copy the text: tinyagi agent prompt ${place.id} --file <path>`,
  });
}
