/**
 * What is closed to an agent, as mounts of bubblewrap: closed folders look empty, except for what is open in them. The
 * daemon's home is closed as a whole: a mask of a single file disappears when the file is replaced, as every save does,
 * and a command that is still running could read the new file.
 */
import { stat } from "node:fs/promises";
import { sep } from "node:path";
import { isWithin } from "@tinyagi/base";
import type { HarnessReach } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";

/** The daemon's home, which appears empty. */
export interface SealedHome {
  readonly home: string;
  /** Its real path, if `home` contains a link. */
  readonly realHome?: string;
  /** Folders inside it that may be read. */
  readonly readable: readonly string[];
}

/** What to close and what to open. */
export interface ClosedPlacesRequest {
  /** Real path of the workspace, which may be written. */
  readonly cwd: string;
  readonly sealed?: SealedHome | undefined;
  /** What else is closed, and what may be read in it and elsewhere. */
  readonly reach?: HarnessReach | undefined;
  /** Single folders and files that appear empty. */
  readonly masked: readonly string[];
  /** Folders besides the workspace that may be written, even inside closed ones. */
  readonly writable?: readonly string[];
  /** A folder that the sandbox has emptied already. */
  readonly empty?: string;
}

/** Arguments of bubblewrap, to be used after all mounts of larger folders. */
export async function closedPlaces(request: ClosedPlacesRequest): Promise<string[]> {
  const { sealed, masked, cwd } = request;
  const home = await realHome(request);
  const mounts = await buildMounts(request, home);
  const homes = sealed === undefined || home === undefined ? [] : [sealed.home, home];
  const single = masked.filter((path) => !homes.some((folder) => isWithin(path, folder)));
  const masks = await Promise.all(single.map((path) => toMask(path, request)));
  const closed = new Set(mounts.filter(({ isClosed }) => isClosed).map(({ path }) => path));
  return [
    ...mounts.flatMap(({ args }) => args),
    ...masks.flat(),
    // Otherwise something could be written there, and would silently disappear.
    ...[...closed].filter((path) => path !== cwd).flatMap((path) => ["--remount-ro", path]),
  ];
}

/** Tells of a path whether {@link closedPlaces} closes it: nothing is there, and nothing can be mounted there afterwards. */
export async function closedIn(request: ClosedPlacesRequest): Promise<(path: string) => boolean> {
  const mounts = await buildMounts(request, await realHome(request));
  // What is mounted last decides.
  return (path) => mounts.findLast((mount) => isWithin(path, mount.path))?.isClosed ?? false;
}

async function realHome({ sealed }: ClosedPlacesRequest): Promise<string | undefined> {
  return sealed && resolveRealPath(sealed.home);
}

/** One mount, and where it is. */
interface Mount {
  readonly path: string;
  readonly args: readonly string[];
  readonly isClosed?: true;
}

/** In their order: a folder that contains another one comes first. */
async function buildMounts(request: ClosedPlacesRequest, home: string | undefined): Promise<Mount[]> {
  const { sealed, reach, cwd, writable = [] } = request;
  const wanted = [...(sealed?.readable ?? []), ...(reach?.readable ?? [])];
  const readable = new Set(await Promise.all(wanted.map(resolveRealPath)));
  const closed = [...new Set([...(home === undefined ? [] : [home]), ...(reach?.closed ?? [])])];
  const mounts: Mount[] = [
    ...closed.map((path) => ({ path, args: ["--tmpfs", path], isClosed: true as const })),
    // The folder may not exist yet: the first file creates it.
    ...[...readable]
      .filter((path) => !closed.includes(path) && path !== cwd)
      .map((path) => ({ path, args: ["--ro-bind-try", path, path] })),
    ...writable.map((path) => ({ path, args: ["--bind-try", path, path] })),
    { path: cwd, args: ["--bind", cwd, cwd] },
  ];
  return mounts.toSorted((a, b) => getDepth(a) - getDepth(b));
}

function getDepth({ path }: Mount): number {
  return path.split(sep).length;
}

/** Covers `path` with an empty folder or file. No arguments if it does not exist or is already hidden. */
async function toMask(path: string, { cwd, empty }: ClosedPlacesRequest): Promise<string[]> {
  const hidden = empty !== undefined && isWithin(path, empty) && !isWithin(path, cwd);
  if (hidden || isWithin(cwd, path)) return [];
  // What runs has the same user: a path that we cannot read is closed to it, too.
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  return found.isDirectory() ? ["--tmpfs", path] : ["--ro-bind", "/dev/null", path];
}
