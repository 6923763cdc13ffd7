/** Everything a command needs from outside, created once per invocation. Commands touch no other globals. */
import { readFile } from "node:fs/promises";
import type { Readable } from "node:stream";
import type { Client } from "@tinyagi/client";
import { CliError } from "../error/cli-error.js";
import type { Output } from "../output/output.js";
import { readLivingDaemon } from "./daemon-file.js";
import type { Environment } from "./environment.js";
import { getPort, type Paths, resolvePaths } from "./paths.js";
import { type Remote, type RemoteChoice, resolveRemote } from "./remote.js";

export interface CliContext {
  readonly env: Environment;
  readonly output: Output;
  readonly paths: Paths;
  readonly stdin: Readable & { isTTY?: boolean };
  /** Aborts on SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly version: string;
  /** Absolute path of the daemon's entry file. */
  readonly daemonMain: () => string;
  /** A client for the daemon of this home, or for the one elsewhere that was chosen. */
  readonly connect: () => Promise<Client>;
  readonly connectTo: (remote: Remote) => Promise<Client>;
  /** The daemon elsewhere; undefined for that of this home. */
  readonly remote: () => Promise<Remote | undefined>;
  /** Address of the daemon. @throws CliError `DAEMON_UNREACHABLE` */
  readonly address: () => Promise<string>;
  /** The token that the daemon takes; undefined when it needs none. */
  readonly token: () => Promise<string | undefined>;
  /** Whether a daemon is there to ask. */
  readonly isServed: () => Promise<boolean>;
  /** Which daemon the words name. */
  readonly choice: RemoteChoice;
  /** The exit code of a command that itself succeeded but reports a problem. */
  exitCode: number;
}

export interface ContextOptions {
  env: Environment;
  output: Output;
  stdin: CliContext["stdin"];
  signal: AbortSignal;
  now: () => number;
  version: string;
  daemonMain: () => string;
  host?: string | undefined;
  tokenFile?: string | undefined;
  allowHttp?: boolean;
}

export function createContext(options: ContextOptions): CliContext {
  const { env, host, tokenFile, allowHttp = false } = options;
  const paths = resolvePaths(env);
  const choice = { host, tokenFile, allowHttp };
  const remote = () => resolveRemote(paths, choice);
  const address = async () => (await remote())?.url ?? (await getAddress(paths, env));
  const token = async () => {
    const elsewhere = await remote();
    return elsewhere === undefined ? readToken(paths.tokenFile) : elsewhere.token;
  };
  return {
    ...options,
    paths,
    choice,
    remote,
    address,
    token,
    connectTo,
    exitCode: 0,
    connect: async () => connectTo({ url: await address(), token: await token() }),
    isServed: async () =>
      (await remote()) !== undefined || (await readLivingDaemon(paths.daemonFile)) !== undefined,
  };
}

/**
 * Address of this home's daemon: the port that the running daemon wrote down, else the port of the environment. No
 * port is guessed: another home's daemon may use it and would receive this home's token.
 *
 * @throws CliError `DAEMON_UNREACHABLE` without either
 */
async function getAddress(paths: Paths, env: Environment): Promise<string> {
  const info = await readLivingDaemon(paths.daemonFile);
  // A daemon that chose its own port (0) wrote it into its file, or does not run.
  const port = info?.port ?? (getPort(env) || undefined);
  if (port === undefined) throw new CliError("DAEMON_UNREACHABLE", "The daemon is not running.");
  return `http://127.0.0.1:${port}`;
}

async function connectTo({ url: baseUrl, token }: Remote): Promise<Client> {
  const [{ createClient }, { httpFetch }] = await Promise.all([
    // Loaded here and not on top: commands that need no daemon start twice as fast without it.
    import("@tinyagi/client"),
    import("./http-fetch.js"),
  ]);
  return createClient({ baseUrl, fetch: httpFetch, ...(token === undefined ? {} : { token }) });
}

/** The token of this home; undefined when its daemon needs none. */
async function readToken(file: string): Promise<string | undefined> {
  try {
    const token = (await readFile(file, "utf8")).trim();
    return token === "" ? undefined : token;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    // Without a token file the daemon has never run, or needs no token.
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new CliError("UNAUTHORIZED", "The token file of this home cannot be read.", {
      hint: "Run the command as the user that runs the daemon",
      cause: error,
    });
  }
}
