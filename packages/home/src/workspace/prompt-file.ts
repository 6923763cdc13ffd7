/**
 * The file that a `prompt_file` names, and where none may lie. What such a file holds goes to a model, so keys and
 * settings are never taken for one, whatever the workspace is and whatever link leads to them.
 */
import { isAbsolute, resolve } from "node:path";
import { isWithin, openRegularFile } from "@tinyagi/base";
import { AppError, type FileRefusal, fileRefusalWords } from "@tinyagi/contracts";
import { type Homes, privateTrees, resolveRealPath } from "./path-policy.js";

/** Real paths: what is read stands below one of `roots` and below none of `closed`. */
export interface PromptPlaces {
  roots: readonly string[];
  closed: readonly string[];
}

export function pathOfPrompt(file: string, workspace: string): string {
  return isAbsolute(file) ? file : resolve(workspace, file);
}

/** Real paths of what no prompt is read from. */
export async function closedToPrompts({ home, userHome }: Homes): Promise<string[]> {
  const trees = privateTrees({
    home: await resolveRealPath(home),
    userHome: await resolveRealPath(userHome),
  });
  return Promise.all(trees.map(realOrGiven));
}

/**
 * @param workspace the agent's, real
 * @throws AppError `PATH_REFUSED`
 */
export async function assertPromptFile(file: string, place: Homes & { workspace: string }): Promise<void> {
  if (file.includes("\0")) throw refused("the path is not valid");
  const real = await realOrUndefined(pathOfPrompt(file, place.workspace));
  if (real === undefined) throw refused("the path cannot be resolved");
  const closed = await closedToPrompts(place);
  if (closed.some((tree) => isWithin(real, tree))) throw refused("it is a place for keys and settings");
}

/**
 * Whether a run would read the file, found out as it does.
 *
 * @param place `workspace` of the agent, real; `root` of all workspaces
 * @returns why it would not; undefined when it would
 */
export async function promptFileProblem(
  file: string,
  place: Homes & { workspace: string; root: string },
): Promise<PromptProblem | undefined> {
  if (file.includes("\0")) return { refusal: "path", reason: fileRefusalWords("path"), missing: false };
  const roots = [place.workspace, await resolveRealPath(place.root)];
  return whyNotRead(pathOfPrompt(file, place.workspace), { roots, closed: await closedToPrompts(place) });
}

/** Why a file cannot be read, and whether there is none. */
export interface PromptProblem {
  readonly refusal: FileRefusal;
  readonly reason: string;
  readonly missing: boolean;
}

/** @returns undefined for a file that can be read */
export async function whyNotRead(
  path: string,
  { roots, closed }: PromptPlaces,
): Promise<PromptProblem | undefined> {
  const opened = await openRegularFile(
    path,
    (real) => roots.some((root) => isWithin(real, root)) && !closed.some((tree) => isWithin(real, tree)),
  );
  if (!opened.ok) return { refusal: opened.refusal, reason: opened.reason, missing: opened.missing };
  await opened.handle.close();
  return undefined;
}

/** A tree that cannot be looked at is closed by its name. */
async function realOrGiven(tree: string): Promise<string> {
  return (await realOrUndefined(tree)) ?? tree;
}

async function realOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await resolveRealPath(path);
  } catch {
    return undefined;
  }
}

function refused(reason: string): AppError {
  return new AppError("PATH_REFUSED", `The agent's prompt_file is refused: ${reason}.`);
}
