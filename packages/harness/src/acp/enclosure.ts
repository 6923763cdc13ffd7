/**
 * A sandbox around a whole program that speaks ACP, because nobody knows whether it has one of its own: it writes the
 * workspace, its sessions and a temporary folder, and nothing else of the machine, above all not its own configuration, which
 * may name programs to start. What is closed to the agent, the keys of others, and the sockets of the machine appear empty.
 *
 * The network stays open: the program needs its provider. So whatever listens on this machine's own addresses, or on an
 * abstract socket (one without a file), can be reached.
 */
import { mkdir, readdir } from "node:fs/promises";
import { join, relative, resolve, sep } from "node:path";
import { isWithin } from "@tinyagi/base";
import { acpAgentRow, type HarnessRequest } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";
import { findBubblewrap, PRIVATE_FOLDERS, type SandboxPrograms } from "../sandbox/bubblewrap.js";
import { closedPlaces, type SealedHome } from "../sandbox/closed-places.js";
import { untilAnswered } from "../sandbox/probe.js";
import { resolveProgram } from "../sandbox/program-sandbox.js";
import { emptyRun, namedSockets } from "./sockets.js";

/** The temporary folder in the sandbox. It is empty at each start. */
export const TEMP = "/tmp";
/** In a folder of sessions, those of each agent. */
const AGENTS = "tinyagi-agents";

/** Returns the words in front of the program's command. Undefined: there is no sandbox on this machine. */
export type Enclose = (
  request: HarnessRequest,
  options: { readOnly: boolean },
) => Promise<string[] | undefined>;

/** Whether bubblewrap works here is checked until there is an answer, first at the first run. */
export function createEnclosure(sealed: SealedHome | undefined): Enclose {
  const programsOf = untilAnswered<string, SandboxPrograms | undefined>(findBubblewrap, undefined);
  return async (request, { readOnly }) => {
    const bwrap = (await programsOf(request.env.PATH ?? ""))?.bwrap;
    if (bwrap === undefined) return undefined;
    const cwd = await resolveRealPath(request.cwd);
    const installed = await placeBelowTemp(request);
    const places = await listPlaces(request, { cwd, sealed });
    return [
      ...[bwrap, "--die-with-parent", "--unshare-pid", "--unshare-ipc"],
      ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", TEMP],
      ...(await emptyRun()),
      ...(installed === undefined ? [] : ["--ro-bind", installed, installed]),
      ...(await closedPlaces(installed === undefined ? Object.assign(places, { empty: TEMP }) : places)),
      ...(await ownMounts(request)),
      ...(readOnly ? ["--remount-ro", cwd] : []),
      ...["--chdir", cwd, "--"],
    ];
  };
}

/** Paths of the program, absolute. They are made here: it could not make them in the sandbox. */
async function ownPlaces({ program, env, agentId }: HarnessRequest) {
  const { HOME: home } = env;
  if (home === undefined || program === undefined)
    return { folders: [], writable: [], forgotten: [], sources: new Map<string, string>() };
  const below = (names: readonly string[] = []) => names.map((name) => resolve(home, name));
  const row = acpAgentRow(program.id);
  const sessions = below(row?.writes);
  const places = {
    folders: below(row?.folders),
    writable: [...sessions, ...below(program.folders)],
    forgotten: below(row?.forgets),
    /** Where the sessions of the agent are, in the place of those of all agents. */
    sources: new Map(sessions.map((path) => [path, join(path, AGENTS, agentId)])),
  };
  for (const folder of [...places.folders, ...places.writable, ...places.sources.values()])
    await mkdir(folder, { recursive: true, mode: 0o700 });
  return places;
}

/**
 * The program sees what is in its folders. What it changes there is gone with it, except for its sessions. It sees no sessions of
 * other agents: its commands could read what was said there.
 */
async function ownMounts(request: HarnessRequest): Promise<string[]> {
  const { folders, writable, forgotten, sources } = await ownPlaces(request);
  const mounts: string[] = [];
  for (const folder of folders.filter((path) => !writable.includes(path))) {
    mounts.push("--tmpfs", folder);
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      if (!forgotten.includes(path) && !writable.includes(path)) mounts.push("--ro-bind-try", path, path);
    }
  }
  for (const path of writable) mounts.push("--bind", sources.get(path) ?? path, path);
  return mounts;
}

async function listPlaces(
  request: HarnessRequest,
  { cwd, sealed }: { cwd: string; sealed: SealedHome | undefined },
): Promise<Parameters<typeof closedPlaces>[0]> {
  const { deniedPaths, readablePaths = [], reach, env } = request;
  const own = await ownPlaces(request);
  const folders = [...own.folders, ...own.writable];
  const keys = env.HOME === undefined ? [] : PRIVATE_FOLDERS.map((name) => join(env.HOME ?? "", name));
  const sockets = await namedSockets(env);
  const foreign = keys.filter((path) => !folders.some((own) => isWithin(own, path) || isWithin(path, own)));
  return {
    cwd,
    reach: reach && Object.assign({}, reach, { readable: [...reach.readable, ...readablePaths] }),
    sealed: sealed && Object.assign({}, sealed, { readable: [...sealed.readable, ...readablePaths] }),
    masked: [...deniedPaths, ...foreign, ...sockets],
    writable: await Promise.all(folders.map(resolveRealPath)),
  };
}

/** The folder in the one that becomes empty, in which the program is installed. */
async function placeBelowTemp({ program, env }: HarnessRequest): Promise<string | undefined> {
  const file = await resolveProgram(env.PATH ?? "", program?.command[0] ?? "");
  if (file === undefined || !isWithin(file, TEMP)) return undefined;
  const [name = ""] = relative(TEMP, file).split(sep);
  return join(TEMP, name);
}
