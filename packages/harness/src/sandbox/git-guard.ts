/**
 * The `git` that an agent's CLI itself calls, outside the sandbox of its commands: for example `git status` at its start.
 * git runs programs that the repository names, and an agent can write the repository. So this git runs in our own sandbox
 * with the rights of the agent's commands, and where there is none, it fails, as if git were not installed.
 */
import { delimiter, join } from "node:path";
import { createProgramFinder } from "@tinyagi/base/program";
import { type HarnessRequest, hasProxyPassword } from "@tinyagi/contracts";
import { TOKEN_FILE_VARIABLE } from "@tinyagi/features";
import type { CommandSandbox } from "./command-sandbox.js";
import { computeDigest, quoted, writeProgram } from "./sandbox-shell.js";

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|CONFIG_CONTENT/i;
const REFUSAL = "#!/bin/sh\necho 'git runs only in a sandbox, and this machine has none.' >&2\nexit 1\n";
/** The sandbox starts in the workspace, git where it was called. */
const IN_PLACE = `/bin/sh -c 'cd "$0" 2>/dev/null; exec "$@"' "$PWD"`;

export interface GitGuardOptions {
  readonly sandboxOf: CommandSandbox;
  /** Folder for the program. It is not on the PATH of sandboxed commands: they use git directly. */
  readonly tempDir: string;
}

/** How to start the CLI so that it finds this git. */
export interface GuardedGit {
  /** Its PATH; unchanged in `bypass`, where an agent needs no such way. */
  readonly path: string;
  /** Folders of that PATH which the CLI must be able to read. */
  readonly folders: readonly string[];
}

export type GitGuard = (request: HarnessRequest) => Promise<GuardedGit>;

export function createGitGuard({ sandboxOf, tempDir }: GitGuardOptions): GitGuard {
  const findProgram = createProgramFinder();
  return async (request) => {
    const path = request.env.PATH ?? "";
    const git = request.permissions === "bypass" ? undefined : await findProgram("git", path);
    if (git === undefined) return { path, folders: [] };
    // What an agent wrote earlier lasts when it only reads.
    const { api: _api, ...offline } = request;
    const sandbox = await sandboxOf({ ...offline, permissions: "sandboxed" }, secretNames(request));
    const text =
      sandbox === undefined
        ? REFUSAL
        : `#!/bin/sh\nexec ${sandbox.map(quoted).join(" ")} ${IN_PLACE} ${quoted(git)} "$@"\n`;
    const folder = join(tempDir, `git-${computeDigest(text)}`);
    await writeProgram(join(folder, "git"), text);
    return { path: `${folder}${delimiter}${path}`, folders: [folder] };
  };
}

function secretNames({ env }: HarnessRequest): string[] {
  return Object.keys(env).filter(
    (name) =>
      (SECRET_NAME.test(name) && name !== TOKEN_FILE_VARIABLE) || hasProxyPassword(name, env[name] ?? ""),
  );
}
