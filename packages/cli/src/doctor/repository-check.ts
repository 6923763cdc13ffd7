/** Checks that tasks can work on the repositories of the settings. Changes nothing, and loads nothing when there are none. */
import { homedir } from "node:os";
import { findProgram } from "@tinyagi/base/program";
import type { Settings } from "@tinyagi/contracts";
import { TASK_CLONE_REFUSALS } from "@tinyagi/contracts/task-clone-refusals";
import type { Environment } from "../context/environment.js";
import type { Finding } from "./finding.js";

/** @param env of the daemon, which runs git */
export async function checkRepositories(
  settings: Settings | undefined,
  env: Environment,
): Promise<Finding[]> {
  if (settings === undefined || Object.keys(settings.repositories).length === 0) return [];
  if ((await findProgram("git", env.PATH ?? "")) === undefined)
    return [
      {
        id: "repository.git",
        level: "error",
        message: "tasks cannot work on repositories: the daemon does not find git",
        hint: "Install git.",
      },
    ];
  const { repositoryProblems } = await import("@tinyagi/daemon");
  const states = await repositoryProblems(settings, env.HOME || homedir());
  return states.map(({ id, reason }): Finding => {
    if (reason === undefined)
      return { id: "repository.state", level: "ok", message: `tasks can work on the repository ${id}` };
    const message = `tasks cannot work on the repository ${id}: ${TASK_CLONE_REFUSALS[reason]}`;
    return { id: "repository.state", level: "warning", message, hint: "Change it: tinyagi config edit" };
  });
}
