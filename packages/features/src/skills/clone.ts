/**
 * Copies a public repository. Fetched code never runs: git makes a shallow clone without hooks, links, submodules and
 * credentials.
 */
import { AppError, networkVariables } from "@tinyagi/contracts";
import { GitMissingError, runGit } from "@tinyagi/home";

const FETCH_MS = 120_000;
const OUTPUT_MAX_BYTES = 1024 * 1024;
const PASSED_ON = ["HOME", "TMPDIR"];

type HostEnvironment = Readonly<Record<string, string | undefined>>;

/**
 * Only over the protocol of `url`.
 *
 * @param into an existing empty folder that no agent can write
 * @throws AppError `UNAVAILABLE`
 */
export async function cloneRepository(
  url: string,
  into: string,
  { hostEnv, signal }: { hostEnv: HostEnvironment; signal: AbortSignal | undefined },
): Promise<void> {
  const allowed = new URL(url).protocol.slice(0, -1);
  const config = [
    ...["core.symlinks=false", "credential.helper=", "protocol.allow=never"],
    `protocol.${allowed}.allow=always`,
  ];
  const args = [
    "clone",
    "--quiet",
    "--depth=1",
    "--no-tags",
    "--single-branch",
    "--template=",
    "--",
    url,
    into,
  ];
  const call = { args, config, cwd: into, path: hostEnv.PATH ?? "", timeoutMs: FETCH_MS };
  await runGit({
    ...call,
    env: gitEnvironment(hostEnv),
    maxBytes: OUTPUT_MAX_BYTES,
    signal,
  }).catch((cause: unknown) => {
    const missing = cause instanceof GitMissingError;
    throw new AppError(
      "UNAVAILABLE",
      missing
        ? "git is not installed on this machine; install it or use a folder."
        : "The repository could not be fetched. Check its name and the network.",
      { cause },
    );
  });
}

function gitEnvironment(host: HostEnvironment): Record<string, string> {
  const env: Record<string, string> = {
    ...networkVariables(host),
    GIT_LFS_SKIP_SMUDGE: "1",
    GIT_ASKPASS: "/bin/false",
    SSH_ASKPASS: "/bin/false",
  };
  for (const name of PASSED_ON) {
    const value = host[name];
    if (value !== undefined && value !== "") env[name] = value;
  }
  return env;
}
