/**
 * A sandbox around a whole agent CLI, whose commands have a sandbox of their own in it. Outside of `bypass`, neither the
 * CLI nor its commands can open what is closed to the agent. Writes and the network are not limited here: the CLI needs
 * its login and its provider.
 *
 * Why not only by the CLI's rules: codex starts a process in a sandbox for each file that it reads itself, as soon as one
 * path is closed, and opencode's rules do not see where a link leads.
 */
import { basename, dirname, isAbsolute } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";
import { isWithin, realPathOf } from "@tinyagi/core";
import { findProgram } from "@tinyagi/core/program";
import { type ClosedPlacesRequest, closedIn, closedPlaces, type SealedHome } from "./closed-places.js";
import { canNestSandboxes, NAMESPACES } from "./sandbox.js";

/** What belongs to the program, and must stay open to it. */
export interface ProgramPlaces {
  /** Its command. */
  readonly command: string;
  /** Folders that it writes, such as the one of its configuration and sessions. */
  readonly writable: readonly string[];
  /** Folders that it reads. */
  readonly readable: readonly string[];
}

/** Returns an argument list; append `--` and the command to it. Undefined if there is no such sandbox, or the run must not use one. */
export type ProgramSandbox = (
  request: HarnessRequest,
  places: ProgramPlaces,
) => Promise<readonly string[] | undefined>;

/** Whether sandboxes work within each other on this machine is checked once, at the first run. */
export function createProgramSandbox({
  sealed,
}: {
  readonly sealed?: SealedHome | undefined;
}): ProgramSandbox {
  let probed: Promise<string | undefined> | undefined;
  return async (request, places) => {
    if (request.permissions === "bypass") return undefined;
    probed ??= findNesting(request.env.PATH ?? "");
    const bwrap = await probed;
    if (bwrap === undefined || !(await staysOpen(request, { sealed, command: places.command })))
      return undefined;
    const asked = await placesOf(request, { sealed, places });
    return [bwrap, ...NAMESPACES, ...(await closedPlaces(asked)), "--chdir", asked.cwd];
  };
}

/** Tells of a path whether it lies where a program in its sandbox finds an empty folder. */
export async function closedToProgram(
  request: HarnessRequest,
  options: { readonly sealed?: SealedHome | undefined; readonly places: ProgramPlaces },
): Promise<(path: string) => boolean> {
  return closedIn(await placesOf(request, options));
}

async function placesOf(
  { cwd, deniedPaths, readablePaths = [], reach }: HarnessRequest,
  { sealed, places }: { readonly sealed?: SealedHome | undefined; readonly places: ProgramPlaces },
): Promise<ClosedPlacesRequest> {
  const readable = [...readablePaths, ...places.readable];
  return {
    cwd: await realPathOf(cwd),
    reach: reach && { ...reach, readable: [...reach.readable, ...readable] },
    sealed: sealed && { ...sealed, readable: [...sealed.readable, ...readable] },
    masked: deniedPaths,
    writable: await Promise.all(places.writable.map(realPathOf)),
  };
}

async function findNesting(path: string): Promise<string | undefined> {
  const bwrap = process.platform === "linux" ? await findProgram("bwrap", path) : undefined;
  return bwrap !== undefined && (await canNestSandboxes(bwrap, path)) ? bwrap : undefined;
}

/** A missing program is reported by the run itself, and one in a closed folder could not start. */
async function staysOpen(
  { env, reach }: HarnessRequest,
  { sealed, command }: { readonly sealed: SealedHome | undefined; readonly command: string },
): Promise<boolean> {
  const program = await findProgram(
    basename(command),
    isAbsolute(command) ? dirname(command) : (env.PATH ?? ""),
  );
  if (program === undefined) return false;
  const real = await realPathOf(program);
  const closed = [...(sealed === undefined ? [] : [sealed.home]), ...(reach?.closed ?? [])];
  return !closed.some((folder) => isWithin(real, folder));
}
