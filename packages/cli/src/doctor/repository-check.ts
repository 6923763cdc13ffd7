/** Checks that tasks can work on the repositories of the settings. Changes nothing, and loads nothing when there are none. */
import { homedir } from "node:os";
import { findProgram } from "@tinyagi/base/program";
import type { PullProblem, Settings, TaskCloneRefusal } from "@tinyagi/contracts";
import { PULL_PROBLEMS } from "@tinyagi/contracts/pull-problems";
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
  const { remoteProblems, repositoryProblems } = await import("@tinyagi/daemon");
  const userHome = env.HOME || homedir();
  const states = await repositoryProblems(settings, userHome);
  const remotes = await remoteProblems(settings, env, userHome);
  return [...states.map(repositoryFinding), ...remotes.map(remoteFinding)];
}

function remoteFinding({ id, problem }: { id: string; problem: PullProblem | undefined }): Finding {
  if (problem === undefined)
    return { id: "repository.remote", level: "ok", message: `work on ${id} can be published at its remote` };
  return {
    id: "repository.remote",
    level: "warning",
    message: `work on ${id} cannot be published: ${PULL_PROBLEMS[problem]}`,
    hint: "Change it: tinyagi config edit",
  };
}

function repositoryFinding({ id, reason }: { id: string; reason: TaskCloneRefusal | undefined }): Finding {
  if (reason === undefined)
    return { id: "repository.state", level: "ok", message: `tasks can work on the repository ${id}` };
  const message = `tasks cannot work on the repository ${id}: ${TASK_CLONE_REFUSALS[reason]}`;
  return { id: "repository.state", level: "warning", message, hint: "Change it: tinyagi config edit" };
}
