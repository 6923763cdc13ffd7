/**
 * Runs the programs of agents in containers. What a harness wants to start is started in a container instead; without a
 * runtime or an image the run fails as one whose program is missing, and never runs outside.
 */
import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { isWithin, type Log } from "@tinyagi/base";
import { type ContainerRules, failureWith, HarnessError, type HarnessRequest } from "@tinyagi/contracts";
import { realPathOf } from "@tinyagi/home";
import type { CliInvocation } from "../cli/cli-run.js";
import { digestOf } from "../sandbox/sandbox-shell.js";
import { containerEnvironment } from "./container-environment.js";
import { containerState } from "./container-state.js";
import { entryArguments } from "./entry-script.js";
import { type ProgramFolder, programFolder } from "./program-folder.js";
import type { Upstream } from "./reach-host.js";
import { openRelays, type RelaySet } from "./relays.js";
import { type ContainerMount, containerRunArguments } from "./run-arguments.js";
import { NO_CONTAINERS, type RunPlaces } from "./run-place.js";
import { clientEnvironment, containerUser, type FoundRuntime } from "./runtime.js";

/** Labels of every container, by which a later daemon finds what an earlier one left. */
export const HOME_LABEL = "tinyagi.home";
const RUN_LABEL = "tinyagi.run";
const UNSAFE = /[^A-Za-z0-9_.-]/g;
/** Sockets of container runtimes: who reaches one is root on this machine. */
const RUNTIME_SOCKETS = ["/run/docker.sock", "/var/run/docker.sock", "/run/podman/podman.sock"] as const;

/** Settings of {@link createContainers}. */
export interface ContainersOptions {
  /** The daemon's home, of which nothing but the run's own files is mounted. */
  readonly home: string;
  /** Folder for what the programs keep between runs: their sessions and configuration. */
  readonly stateFolder: string;
  /** Folder for sockets. Its path must be short: a socket address has at most 107 bytes. */
  readonly socketFolder: string;
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  /** The proxy that this machine uses. Default: none. */
  readonly via?: Upstream;
  readonly log?: Pick<Log, "warn">;
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** Creates the places of a daemon's runs. */
export function createContainers(options: ContainersOptions): RunPlaces {
  return async (harness, request) => {
    if (request.permissions !== "container" || request.container === undefined)
      return NO_CONTAINERS(harness, request);
    const runtime = await runtimeFor(request.container, options);
    const folder = await programFolder(harness, request, options.stateFolder);
    const relays = await openRelays(request, { ...options, harness, rules: request.container });
    const scene: Scene = { request, rules: request.container, runtime, folder, relays, options };
    return {
      request: insideRequest(request, relays),
      configFolder: folder.path,
      enclose: (invocation, readable) => enclose(invocation, readable, scene),
      close: relays.close,
    };
  };
}

interface Scene {
  readonly request: HarnessRequest;
  readonly rules: ContainerRules;
  readonly runtime: FoundRuntime;
  readonly folder: ProgramFolder;
  readonly relays: RelaySet;
  readonly options: ContainersOptions;
}

/** @throws HarnessError with the exact command to type */
async function runtimeFor(rules: ContainerRules, { hostEnv }: ContainersOptions): Promise<FoundRuntime> {
  const state = await containerState(rules, hostEnv);
  if (state.kind === "ready") return state.runtime;
  const { message, hint } = state;
  // It may be there later: the message waits for it, as for a program that is being installed.
  if (state.kind !== "system")
    throw failureWith("container", `the agent runs in a container, and ${message}; ${hint}`);
  throw new HarnessError("invalid", `the agent cannot run in a container: ${message}; ${hint}`);
}

/** The container is the wall. A sandbox within it would need what the container takes away. */
function insideRequest(request: HarnessRequest, { reachesApi }: RelaySet): HarnessRequest {
  const { reach: _reach, api: _api, mcp, env, ...rest } = request;
  const { PATH: _path, ...kept } = env;
  return {
    ...rest,
    permissions: "bypass",
    env: kept,
    deniedPaths: [],
    ...(mcp !== undefined && reachesApi ? { mcp } : {}),
  };
}

async function enclose(
  invocation: CliInvocation,
  readable: readonly string[],
  scene: Scene,
): Promise<CliInvocation> {
  const { request, rules, runtime, folder, relays, options } = scene;
  const { uid = process.getuid?.() ?? 0, gid = process.getgid?.() ?? 0 } = options.user ?? {};
  const { plain, secret } = containerEnvironment({
    env: invocation.env,
    config: folder.variable,
    proxyPort: relays.proxyPort,
  });
  const name = containerName(request.runId, options.home);
  const program = [...(invocation.wrapper ?? []), invocation.command, ...invocation.args];
  const args = containerRunArguments({
    name,
    labels: { [HOME_LABEL]: homeLabel(options.home), [RUN_LABEL]: request.runId.replace(UNSAFE, "") },
    image: rules.image,
    user: containerUser(runtime, { uid, gid }),
    cwd: request.cwd,
    mounts: await mountsOf(readable, scene),
    network: rules.network === "all" ? "all" : "none",
    memoryMB: rules.memoryMB,
    cpus: rules.cpus,
    limits: runtime.limits,
    secretNames: Object.keys(secret),
    plainEnv: plain,
    entry: entryArguments(relays.inside, program),
  });
  return {
    ...invocation,
    wrapper: [],
    command: runtime.program,
    args,
    env: { ...secret, ...clientEnvironment(options.hostEnv) },
    container: { image: rules.image, program: invocation.command, memoryMB: rules.memoryMB },
    cleanup: [runtime.program, "rm", "--force", "--volumes", name],
    versions: undefined,
  };
}

async function mountsOf(readable: readonly string[], scene: Scene): Promise<ContainerMount[]> {
  const { request, folder, relays, options } = scene;
  const { cwd, reach, readablePaths = [] } = request;
  const read = [...(reach?.readable ?? []), ...readablePaths, ...readable, ...certificatesIn(request)];
  const mounts = await Promise.all([
    ...[...new Set(read)]
      .filter((path) => path !== cwd)
      .map((path) => mountOf({ source: path, target: path })),
    ...relays.sockets.map((path) => mountOf({ source: path, target: path, writable: true })),
    mountOf({ source: cwd, target: cwd, writable: true }),
    ...folder.mounts.map(mountOf),
  ]);
  const found = mounts.filter((mount) => mount !== undefined);
  await assertHarmless(found, options);
  return unique(found);
}

const CERTIFICATE_FILES = ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "CODEX_CA_CERTIFICATE"] as const;

/** Certificates are public, and a program behind a proxy that reads along trusts nobody without them. */
function certificatesIn({ env }: HarnessRequest): string[] {
  return CERTIFICATE_FILES.flatMap((name) => env[name] ?? []);
}

/** Undefined for what does not exist: there is nothing to see then. */
async function mountOf(mount: ContainerMount): Promise<ContainerMount | undefined> {
  const source = await realPathOf(mount.source);
  const found = await stat(source).catch(() => undefined);
  return found === undefined ? undefined : { ...mount, source };
}

/** The same path may be asked for twice, as the own workspace is. A runtime refuses a second mount. */
function unique(mounts: readonly ContainerMount[]): ContainerMount[] {
  return [...new Map(mounts.map((mount) => [mount.target, mount])).values()];
}

/** @throws HarnessError when a mount would hold the home, or the way to a container runtime */
async function assertHarmless(mounts: readonly ContainerMount[], options: ContainersOptions): Promise<void> {
  const { DOCKER_HOST, CONTAINER_HOST, XDG_RUNTIME_DIR } = options.hostEnv;
  const named = [DOCKER_HOST, CONTAINER_HOST].flatMap((url) => url?.replace(/^unix:\/\//, "") ?? []);
  const user = XDG_RUNTIME_DIR === undefined ? [] : [XDG_RUNTIME_DIR];
  const closed = await Promise.all([options.home, ...RUNTIME_SOCKETS, ...named, ...user].map(realPathOf));
  const bad = mounts.find(({ source }) => closed.some((path) => isWithin(path, source)));
  if (bad !== undefined)
    throw new HarnessError(
      "invalid",
      `${bad.target} cannot be mounted into a container: it holds TinyAGI's home or the socket of a container runtime; choose another folder`,
    );
}

function containerName(runId: string, home: string): string {
  return `tinyagi-${homeLabel(home)}-${runId.replace(UNSAFE, "")}-${randomBytes(4).toString("hex")}`;
}

/** The label of a home's containers. */
export function homeLabel(home: string): string {
  return digestOf(home).slice(0, 16);
}
