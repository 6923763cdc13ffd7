/**
 * The only place that starts git. It reads no settings, attributes or hooks but those that its caller hands over: none of
 * the machine, none of the user, and none of a folder that an agent can write. The caller names a repository that only
 * TinyAGI writes (`GIT_DIR`), or none.
 */
import { execFile } from "node:child_process";
import { errorCode, findProgram } from "@tinyagi/base";

const GIT_MS = 60_000;
const OUTPUT_MAX_BYTES = 16 * 1024 * 1024;
/** Above settings of any file. */
const CONFIG = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "core.attributesFile=/dev/null",
  "core.excludesFile=/dev/null",
  "submodule.recurse=false",
  "gc.auto=0",
  "maintenance.auto=false",
];
const ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_ATTR_NOSYSTEM: "1",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  LC_ALL: "C",
};

export interface GitCall {
  readonly args: readonly string[];
  /** The folders where git is searched. Only absolute ones count. */
  readonly path: string;
  /** Where it runs: a folder that only TinyAGI writes. */
  readonly cwd: string;
  /** More settings, `key=value`, written by TinyAGI: git splits them at the first `=`. */
  readonly config?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string | undefined;
  /** Default: a minute. */
  readonly timeoutMs?: number;
  /** Most of what it prints. Default: 16 MiB. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal | undefined;
  /** Exit codes that are answers, besides 0. */
  readonly codes?: readonly number[];
}

export interface GitOutput {
  readonly code: number;
  readonly text: string;
  /** It printed more than `maxBytes`: git was ended there. */
  readonly isCut: boolean;
}

export class GitMissingError extends Error {}

/** @throws GitMissingError; what `execFile` throws when git fails */
export async function runGit(call: GitCall): Promise<GitOutput> {
  const program = await findProgram("git", call.path);
  if (program === undefined) throw new GitMissingError("git is not installed");
  const settings = {
    cwd: call.cwd,
    env: { PATH: call.path, ...call.env, ...ENVIRONMENT },
    timeout: call.timeoutMs ?? GIT_MS,
    maxBuffer: call.maxBytes ?? OUTPUT_MAX_BYTES,
    // git that waits for a pipe in the place of a file ignores the polite signal.
    killSignal: "SIGKILL" as const,
    ...(call.signal === undefined ? {} : { signal: call.signal }),
  };
  const config = [...CONFIG, ...(call.config ?? [])].flatMap((one) => ["-c", one]);
  return new Promise((resolve, reject) => {
    const child = execFile(program, [...config, ...call.args], settings, (error, stdout) => {
      const code = error === null ? 0 : toExitCode(error);
      if (code === 0 || (code !== undefined && call.codes?.includes(code) === true))
        resolve({ text: stdout, isCut: false, code });
      else if (errorCode(error) === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER")
        resolve({ text: stdout, isCut: true, code: 0 });
      else reject(error);
    });
    child.stdin?.on("error", () => {
      // git ended before it read everything: its exit code says why.
    });
    child.stdin?.end(call.input ?? "");
  });
}

function toExitCode(error: Error & { code?: unknown }): number | undefined {
  return typeof error.code === "number" ? error.code : undefined;
}
