/** Where claude keeps what was said, and files as they were, in the sessions of all agents of this user. Pure. */
import { join } from "node:path";
import type { HarnessReach } from "@tinyagi/contracts";

/** Below its folder. Not among them: what it reads in the sandbox of each command (`shell-snapshots`, `session-env`). */
const RECORDS = [
  ...["projects", "file-history", "history.jsonl", "todos", "tasks", "plans", "sessions"],
  ...["debug", "paste-cache", ".credentials.json"],
];
const PROJECTS = "projects";

/** An agent: its workspace, those of others, and the folders of claude that it uses. */
interface SessionOwner {
  readonly configDirs: readonly string[];
  readonly cwd?: string | undefined;
  readonly reach?: HarnessReach | undefined;
}

/**
 * What commands must not read, and what of it belongs to this agent: long output of its own tools, which it is told to read.
 * A folder that claude gives to two workspaces, as to `a-b` and `a_b`, belongs to nobody.
 */
export function sessionPlaces({ configDirs, cwd, reach }: SessionOwner): {
  closed: string[];
  readable: string[];
} {
  const own = cwd === undefined ? undefined : projectName(cwd);
  const { siblings, closed, readable } = reach ?? { siblings: [], closed: [], readable: [] };
  const isShared = [...siblings, ...closed, ...readable].some(
    (path) => path !== cwd && projectName(path) === own,
  );
  return {
    closed: configDirs.flatMap((folder) => RECORDS.map((name) => join(folder, name))),
    readable: own === undefined || isShared ? [] : configDirs.map((folder) => join(folder, PROJECTS, own)),
  };
}

/** How claude names the folder of a workspace. */
function projectName(cwd: string): string {
  return cwd.replace(/[^a-zA-Z0-9]/g, "-");
}
