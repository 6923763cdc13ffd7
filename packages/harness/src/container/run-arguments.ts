/**
 * The arguments of `run` for the container of one agent run. Pure.
 *
 * Guarantees, whatever it is given: no capability, no new privileges, a read-only root, limits of memory, processors and
 * processes, nothing of the host but the mounts that it is given, no value of a variable in an argument unless it is public,
 * and never a privileged container. The options are those that Docker and Podman have in common.
 */

/** A folder that looks empty. */
export interface EmptyFolder {
  /** Path in the container. */
  readonly target: string;
}

/** Where a run in a container begins: folders and files of this machine, at their own paths. */
export interface ContainerMount extends EmptyFolder {
  /** Real path on this machine. */
  readonly source: string;
  readonly writable?: boolean;
}

/** An address in the container that leads to a Unix socket of the daemon. */
export interface ContainerRelay {
  readonly host: string;
  readonly port: number;
  /** Path of the socket in the container. */
  readonly socket: string;
}

/** The user of the program. With any of them, files in the workspace belong to the user of the daemon. */
export type ContainerUser =
  /** Rootless Podman: the same numbers inside and outside. */
  | { readonly kind: "keep-id"; readonly uid: number; readonly gid: number }
  /** A runtime of root: the numbers of the daemon's user. */
  | { readonly kind: "ids"; readonly uid: number; readonly gid: number }
  /** Rootless Docker: the root of the container is the daemon's user outside. */
  | { readonly kind: "mapped-root" };

/** What a runtime can limit. */
export const CONTAINER_LIMITS = ["memory", "cpu", "pids"] as const;
export type ContainerLimit = (typeof CONTAINER_LIMITS)[number];

/** What a container is made of. */
export interface ContainerRun {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly user: ContainerUser;
  readonly cwd: string;
  /** Outer ones first. */
  readonly mounts: readonly (ContainerMount | EmptyFolder)[];
  /** Whether the container has a network of the machine. Without one, it reaches nothing but its mounted sockets. */
  readonly network: "none" | "all";
  readonly memoryMB: number;
  readonly cpus: number;
  /** What the runtime can limit here. It refuses to start with a limit that it cannot keep. */
  readonly limits: readonly ContainerLimit[];
  /** Names of variables. The runtime takes their values from its own environment, which no list of processes shows. */
  readonly secretNames: readonly string[];
  /** Variables that everybody may see. */
  readonly plainEnv: Readonly<Record<string, string>>;
  /** Node's program text and its arguments: starts the relays, then the program. */
  readonly entry: readonly string[];
}

/** Home of the program in the container. It is empty at each start, but for what is mounted. */
export const CONTAINER_HOME = "/home/agent";
/** More than any build needs, and too few to take the machine down. */
const PIDS_MAX = 2_048;
const TEMP_MB = 2_048;
const HOME_MB = 512;
/** Podman waits this long before it ends a container by force. */
const STOP_SECONDS = 1;
/** Programs are built and run there. */
const TMPFS = "rw,exec,nosuid,nodev,mode=1777";

/** The arguments of the runtime, from `run` to the last one of the program's. */
export function containerRunArguments(run: ContainerRun): string[] {
  return [
    ...["run", "--rm", "--interactive", "--name", run.name],
    ...Object.entries(run.labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    // A missing image is a clear failure, and never a download in the middle of a run.
    ...["--pull", "never"],
    ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    // With SELinux, nothing of the owner could be read otherwise; relabelling the owner's files is not ours to do.
    ...["--security-opt", "label=disable"],
    ...["--read-only", "--tmpfs", `/tmp:${TMPFS},size=${TEMP_MB}m`],
    ...["--tmpfs", `${CONTAINER_HOME}:${TMPFS},size=${HOME_MB}m`],
    ...limitArguments(run),
    ...["--stop-timeout", String(STOP_SECONDS)],
    ...userArguments(run.user),
    ...(run.network === "none" ? ["--network", "none"] : []),
    ...run.mounts.flatMap((mount) => ["--mount", mountValue(mount)]),
    ...["--workdir", run.cwd],
    ...Object.entries(run.plainEnv).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
    ...run.secretNames.flatMap((name) => ["--env", name]),
    ...["--entrypoint", "node", run.image, ...run.entry],
  ];
}

function limitArguments({ limits, memoryMB, cpus }: ContainerRun): string[] {
  const all: Readonly<Record<ContainerLimit, readonly string[]>> = {
    memory: ["--memory", `${memoryMB}m`, "--memory-swap", `${memoryMB}m`],
    cpu: ["--cpus", String(cpus)],
    pids: ["--pids-limit", String(PIDS_MAX)],
  };
  return CONTAINER_LIMITS.filter((limit) => limits.includes(limit)).flatMap((limit) => all[limit]);
}

function userArguments(user: ContainerUser): string[] {
  switch (user.kind) {
    case "keep-id":
      return ["--userns", "keep-id", "--user", `${user.uid}:${user.gid}`];
    case "ids":
      return ["--user", `${user.uid}:${user.gid}`];
    case "mapped-root":
      return ["--user", "0:0"];
  }
}

/** The value is a line of CSV, so that a path may contain commas and quotes. */
function mountValue(mount: ContainerMount | EmptyFolder): string {
  const target = `target=${mount.target}`;
  if (!("source" in mount)) return csvLine(["type=tmpfs", target, "tmpfs-size=65536", "tmpfs-mode=0555"]);
  return csvLine([
    "type=bind",
    `source=${mount.source}`,
    target,
    ...(mount.writable === true ? [] : ["readonly"]),
  ]);
}

function csvLine(fields: readonly string[]): string {
  return fields.map(csvField).join(",");
}

function csvField(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
