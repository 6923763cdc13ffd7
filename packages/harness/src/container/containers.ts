/**
 * Runs the programs of agents in containers. What a harness wants to start is started in a container instead; without a
 * runtime or an image the run fails as one whose program is missing, and never runs outside.
 */
import { randomBytes } from "node:crypto";
import type { Log } from "@tinyagi/base";
import { type ContainerRules, failureWith, HarnessError, type HarnessRequest } from "@tinyagi/contracts";
import type { CliInvocation } from "../cli/cli-run.js";
import { computeDigest } from "../sandbox/sandbox-shell.js";
import { containerEnvironment } from "./container-environment.js";
import { containerState } from "./container-state.js";
import { entryArguments } from "./entry-script.js";
import { buildMounts } from "./mounts.js";
import { type ProgramFolder, programFolder } from "./program-folder.js";
import type { Upstream } from "./reach-host.js";
import { openRelays, type RelaySet } from "./relays.js";
import { containerRunArguments } from "./run-arguments.js";
import { NO_CONTAINERS, type RunPlaces } from "./run-place.js";
import { clientEnvironment, containerUser, type FoundRuntime } from "./runtime.js";

/** Labels of every container, by which a later daemon finds what an earlier one left. */
export const HOME_LABEL = "tinyagi.home";
const RUN_LABEL = "tinyagi.run";
const UNSAFE = /[^A-Za-z0-9_.-]/g;

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

/**
 * The container is the wall. A sandbox within it would need what the container takes away.
 *
 * @throws HarnessError where its tools cannot be reached, because an agent without tools would work as if it had none
 */
function insideRequest(request: HarnessRequest, { reachesApi }: RelaySet): HarnessRequest {
  const { reach: _reach, api: _api, mcp, env, ...rest } = request;
  const { PATH: _path, ...kept } = env;
  if (mcp !== undefined && !reachesApi)
    throw new HarnessError(
      "invalid",
      "a container cannot reach TinyAGI here, because no socket could be made for it; see why: tinyagi doctor",
    );
  return {
    ...rest,
    permissions: "bypass",
    env: kept,
    deniedPaths: [],
    ...(mcp === undefined ? {} : { mcp }),
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
    mounts: await buildMounts({ request, folder, sockets: relays.sockets, readable, places: options }),
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

function containerName(runId: string, home: string): string {
  return `tinyagi-${homeLabel(home)}-${runId.replace(UNSAFE, "")}-${randomBytes(4).toString("hex")}`;
}

/** The label of a home's containers. */
export function homeLabel(home: string): string {
  return computeDigest(home).slice(0, 16);
}
