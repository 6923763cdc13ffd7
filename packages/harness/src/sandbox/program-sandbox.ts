/**
 * A sandbox around a whole agent CLI, whose commands have a sandbox of their own in it. Outside of `bypass`, neither the
 * CLI nor its commands can open what is closed to the agent. Writes and the network are not limited here: the CLI needs
 * its login and its provider.
 *
 * Why not only by the CLI's rules: codex starts a process in a sandbox for each file that it reads itself, as soon as one
 * path is closed, and opencode's rules do not see where a link leads.
 */
import { basename, dirname, isAbsolute } from "node:path";
import { isWithin, type Log } from "@tinyagi/base";
import { findProgram } from "@tinyagi/base/program";
import type { HarnessRequest } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";
import { type ClosedPlacesRequest, closedIn, closedPlaces, type SealedHome } from "./closed-places.js";
import { untilAnswered } from "./probe.js";
import { canNestSandboxes, NAMESPACES } from "./sandbox.js";

/** What belongs to the program, and must stay open to it. */
export interface ProgramPlaces {
  /** Its command. */
  readonly command: string;
  /** Folders that it writes, such as the one of its configuration and sessions. */
  readonly writable: readonly string[];
  /** Folders that it reads. */
  readonly readable: readonly string[];
  /** Arguments of bubblewrap that come last. Default: none. */
  readonly mounts?: readonly string[];
}

/** Returns an argument list; append `--` and the command to it. Undefined if there is no such sandbox, or the run must not use one. */
export type ProgramSandbox = (
  request: HarnessRequest,
  places: ProgramPlaces,
) => Promise<readonly string[] | undefined>;

/**
 * Why a program runs without the sandbox. `system`: not Linux. `missing`: no bubblewrap. `refused`: bubblewrap does not
 * work within itself here. `no-answer`: it did not say so in time. `closed-program`: the program lies in a closed folder.
 */
export type Obstacle = "system" | "missing" | "refused" | "no-answer" | "closed-program";

type Nesting = { readonly bwrap: string } | { readonly obstacle: Obstacle };

const CLOSED_PROGRAM: Nesting = { obstacle: "closed-program" };

/** Settings of {@link createProgramSandbox}. */
export interface ProgramSandboxOptions {
  readonly sealed?: SealedHome | undefined;
  /** Says once for each obstacle that a program runs without the sandbox. Default: nobody is told. */
  readonly log?: Pick<Log, "warn"> | undefined;
}

/** Whether sandboxes work within each other on this machine is checked until there is an answer, first at the first run. */
export function createProgramSandbox({ sealed, log }: ProgramSandboxOptions): ProgramSandbox {
  const nestingOf = createNestingProbe();
  const told = new Set<Obstacle>();
  const tell = (program: string, obstacle: Obstacle) => {
    if (told.has(obstacle)) return;
    told.add(obstacle);
    log?.warn(
      { program, obstacle },
      "an agent CLI runs without a sandbox around it, with its own rules only",
    );
  };
  return async (request, places) => {
    if (request.permissions === "bypass") return undefined;
    const program = await resolveProgram(request.env.PATH ?? "", places.command);
    // The run itself reports that it is missing.
    if (program === undefined) return undefined;
    const nesting = liesInClosed(program, { request, sealed })
      ? CLOSED_PROGRAM
      : await nestingOf(request.env.PATH ?? "");
    if ("obstacle" in nesting) {
      tell(places.command, nesting.obstacle);
      return undefined;
    }
    const asked = await listPlaces(request, { sealed, places });
    return [
      nesting.bwrap,
      ...NAMESPACES,
      ...(await closedPlaces(asked)),
      ...(places.mounts ?? []),
      "--chdir",
      asked.cwd,
    ];
  };
}

/** Tells of a path whether it lies where a program in its sandbox finds an empty folder. */
export async function closedToProgram(
  request: HarnessRequest,
  options: { readonly sealed?: SealedHome | undefined; readonly places: ProgramPlaces },
): Promise<(path: string) => boolean> {
  return closedIn(await listPlaces(request, options));
}

async function listPlaces(
  { cwd, deniedPaths, readablePaths = [], reach }: HarnessRequest,
  { sealed, places }: { readonly sealed?: SealedHome | undefined; readonly places: ProgramPlaces },
): Promise<ClosedPlacesRequest> {
  const readable = [...readablePaths, ...places.readable];
  return {
    cwd: await resolveRealPath(cwd),
    reach: reach && { ...reach, readable: [...reach.readable, ...readable] },
    sealed: sealed && { ...sealed, readable: [...sealed.readable, ...readable] },
    masked: deniedPaths,
    writable: await Promise.all(places.writable.map(resolveRealPath)),
  };
}

/** What is in the way of sandboxes within each other on this machine; undefined if nothing is. */
export async function nestingObstacle(path: string): Promise<Obstacle | undefined> {
  const nesting = await createNestingProbe()(path);
  return "obstacle" in nesting ? nesting.obstacle : undefined;
}

function createNestingProbe(): (path: string) => Promise<Nesting> {
  return untilAnswered(findNesting, { obstacle: "no-answer" });
}

async function findNesting(path: string): Promise<Nesting> {
  if (process.platform !== "linux") return { obstacle: "system" };
  const bwrap = await findProgram("bwrap", path);
  if (bwrap === undefined) return { obstacle: "missing" };
  return (await canNestSandboxes(bwrap, path)) ? { bwrap } : { obstacle: "refused" };
}

/** The real path of a program. */
export async function resolveProgram(path: string, command: string): Promise<string | undefined> {
  const folders = isAbsolute(command) ? dirname(command) : path;
  const program = await findProgram(basename(command), folders);
  return program && resolveRealPath(program);
}

/** A program in a closed folder could not start in the sandbox. */
function liesInClosed(
  program: string,
  { request, sealed }: { readonly request: HarnessRequest; readonly sealed: SealedHome | undefined },
): boolean {
  const closed = [...(sealed === undefined ? [] : [sealed.home]), ...(request.reach?.closed ?? [])];
  return closed.some((folder) => isWithin(program, folder));
}
