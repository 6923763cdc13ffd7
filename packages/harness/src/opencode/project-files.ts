/**
 * Where opencode looks for programs of a project: its variable that switches project settings off does not cover plugins
 * (1.18), and plugins run in opencode itself, outside the sandbox of its commands. So it is started where these places
 * look empty. They are never changed.
 */
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { HarnessError, type HarnessRequest } from "@tinyagi/contracts";

const FOLDER = ".opencode";
const FILES = ["opencode.json", "opencode.jsonc"];

/** Patterns of these places for opencode's own rules, relative to any folder. */
export const PROJECT_PATTERNS: readonly string[] = [FOLDER, ...FILES].flatMap((name) => [
  name,
  `${name}/*`,
  `*/${name}`,
  `*/${name}/*`,
]);

/**
 * @param sandbox an argument list of bubblewrap; absent: the machine has no sandbox
 * @param isClosed whether nothing is at a path in this sandbox: no mask is needed there, and none could be mounted
 * @returns the words in front of opencode's command; none where it may load what it finds
 * @throws HarnessError when there is something to load and no way to hide it
 */
export async function hidingCommand(
  { cwd, env, permissions }: Pick<HarnessRequest, "cwd" | "env" | "permissions">,
  sandbox: readonly string[] | undefined,
  isClosed: (path: string) => boolean = () => false,
): Promise<readonly string[]> {
  if (permissions === "bypass") return [];
  const found = await projectPlaces(cwd, env.HOME);
  if (sandbox !== undefined) {
    // Its own folder is hidden even if it does not exist, so that nobody creates it meanwhile.
    const masks = new Map([[join(cwd, FOLDER), "folder" as const], ...found]);
    return [...sandbox, ...[...masks].filter(([path]) => !isClosed(path)).flatMap(toMask), "--"];
  }
  if (found.size === 0) return [];
  throw new HarnessError(
    "invalid",
    `opencode would run programs that ${[...found.keys()].join(", ")} can name, outside of any sandbox. Install bubblewrap, or remove these files`,
  );
}

function toMask([path, kind]: readonly [string, "folder" | "file"]): string[] {
  return kind === "folder" ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}

/** The user's own folder is no project. */
async function projectPlaces(
  cwd: string,
  userHome: string | undefined,
): Promise<Map<string, "folder" | "file">> {
  const found = new Map<string, "folder" | "file">();
  for (let folder = cwd; ; folder = dirname(folder)) {
    const names = folder === userHome ? [] : [FOLDER, ...FILES];
    for (const path of names.map((name) => join(folder, name))) {
      // A link counts as what it leads to. One that leads nowhere names no program.
      const stats = await stat(path).catch(() => undefined);
      if (stats !== undefined) found.set(path, stats.isDirectory() ? "folder" : "file");
    }
    if (dirname(folder) === folder) return found;
  }
}
