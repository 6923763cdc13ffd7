/**
 * Docker and Podman on this machine: which one is used, and as whom. Asks the runtime, and keeps an answer only if it was
 * good: what was missing may be there for the next run.
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { readableMessage } from "@tinyagi/base";
import { findProgram } from "@tinyagi/base/program";
import { CONTAINER_RUNTIMES, type ContainerRuntime, type ContainerSettings } from "@tinyagi/contracts";
import { CONTAINER_LIMITS, type ContainerLimit, type ContainerUser } from "./run-arguments.js";

type Variables = Readonly<Record<string, string | undefined>>;
const run = promisify(execFile);
const ASK_MS = 20_000;
const REASON_CHARS = 300;

/** A runtime that works. */
export interface FoundRuntime {
  readonly kind: ContainerRuntime;
  /** Absolute path of its program. */
  readonly program: string;
  readonly version: string;
  readonly rootless: boolean;
  readonly limits: readonly ContainerLimit[];
}

/** Why there is none, and what to do. */
export interface MissingRuntime {
  readonly problem: "missing" | "silent";
  readonly message: string;
  readonly hint: string;
}

/** Variables that a runtime's program reads. An agent gets none of them: some lead to the runtime itself. */
const CLIENT_NAMES = [
  ...["PATH", "HOME", "USER", "LOGNAME", "LANG", "TMPDIR", "DBUS_SESSION_BUS_ADDRESS"],
  ...["XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"],
  ...["DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_CONFIG", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"],
  ...["CONTAINER_HOST", "CONTAINER_CONNECTION", "CONTAINERS_CONF", "CONTAINERS_STORAGE_CONF"],
] as const;

/** The environment of the runtime's program. */
export function clientEnvironment(host: Variables): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of CLIENT_NAMES) {
    const value = host[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

const NONE: MissingRuntime = {
  problem: "missing",
  message: "neither podman nor docker is on the PATH of the daemon",
  hint: "Install one, for example: sudo apt-get install podman",
};

/** Asks the runtime of the settings. `auto` takes the first one that works. */
export async function findRuntime(
  wanted: NonNullable<ContainerSettings["runtime"]>,
  host: Variables,
): Promise<FoundRuntime | MissingRuntime> {
  const kinds = wanted === "auto" ? CONTAINER_RUNTIMES : [wanted];
  const answers = await Promise.all(kinds.map((kind) => probeRuntime(kind, host)));
  return (
    answers.find((answer) => "program" in answer) ??
    answers.find((answer) => "problem" in answer && answer.problem === "silent") ??
    (wanted === "auto" ? NONE : (answers[0] ?? NONE))
  );
}

async function probeRuntime(kind: ContainerRuntime, host: Variables): Promise<FoundRuntime | MissingRuntime> {
  const program = await findProgram(kind, host.PATH ?? "");
  if (program === undefined)
    return {
      problem: "missing",
      message: `${kind} is not on the PATH of the daemon`,
      hint: `Install it, for example: sudo apt-get install ${kind === "docker" ? "docker.io" : kind}`,
    };
  try {
    const [version = "", security = "", controllers] = (await ask(program, INFO[kind], host)).split("\n");
    const rootless = IS_ROOTLESS[kind](security);
    return { kind, program, version, rootless, limits: limitsIn(controllers) };
  } catch (error) {
    return {
      problem: "silent",
      message: `${kind} is installed, but it does not answer${toReason(error)}`,
      hint: kind === "docker" ? "Start it: sudo systemctl start docker" : "See what is wrong: podman info",
    };
  }
}

const INFO: Readonly<Record<ContainerRuntime, readonly string[]>> = {
  docker: ["info", "--format", "{{.ServerVersion}}\n{{.SecurityOptions}}"],
  podman: [
    "info",
    "--format",
    "{{.Version.Version}}\n{{.Host.Security.Rootless}}\n{{.Host.CgroupControllers}}",
  ],
};
const IS_ROOTLESS: Readonly<Record<ContainerRuntime, (text: string) => boolean>> = {
  docker: (text) => text.includes("name=rootless"),
  podman: (text) => text.trim() === "true",
};

/** `[cpu memory pids]`: without a word of it, as of Docker, which only warns, there are all. */
function limitsIn(controllers: string | undefined): ContainerLimit[] {
  const named = controllers?.replace(/[[\]]/g, "").split(" ");
  return CONTAINER_LIMITS.filter((limit) => named === undefined || named.includes(limit));
}

/** Runs the runtime's program once. @throws when it fails */
export async function ask(program: string, args: readonly string[], host: Variables): Promise<string> {
  const { stdout } = await run(program, [...args], { env: clientEnvironment(host), timeout: ASK_MS });
  return stdout.trim();
}

/** The last line that it wrote, which says what is wrong. */
function toReason(error: unknown): string {
  const stderr = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  const line = stderr.split("\n").at(-1) ?? "";
  return line === "" ? "" : `: ${readableMessage(line.slice(0, REASON_CHARS), {})}`;
}

/** Whose files the program writes. */
export function containerUser(
  { kind, rootless }: Pick<FoundRuntime, "kind" | "rootless">,
  { uid, gid }: { readonly uid: number; readonly gid: number },
): ContainerUser {
  if (!rootless) return { kind: "ids", uid, gid };
  return kind === "podman" ? { kind: "keep-id", uid, gid } : { kind: "mapped-root" };
}
