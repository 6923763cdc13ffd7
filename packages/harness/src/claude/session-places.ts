/** Where claude keeps what was said, and files as they were, in the sessions of all agents of this user. Pure. */
import { join } from "node:path";

/** Below its folder. Not among them: what it reads in the sandbox of each command (`shell-snapshots`, `session-env`). */
const RECORDS = [
  ...["projects", "file-history", "history.jsonl", "todos", "tasks", "plans", "sessions"],
  ...["debug", "paste-cache", ".credentials.json"],
];
const PROJECTS = "projects";

/** An agent: its workspace, and the folders of claude that it uses. */
interface SessionOwner {
  readonly configDirs: readonly string[];
  readonly cwd?: string | undefined;
}

/** What commands must not read, and what of it belongs to this agent: long output of its own tools, which it is told to read. */
export function sessionPlaces({ configDirs, cwd }: SessionOwner): { closed: string[]; readable: string[] } {
  const own = cwd?.replace(/[^a-zA-Z0-9]/g, "-");
  return {
    closed: configDirs.flatMap((folder) => RECORDS.map((name) => join(folder, name))),
    readable: own === undefined ? [] : configDirs.map((folder) => join(folder, PROJECTS, own)),
  };
}
