/**
 * What of this machine is in a container.
 *
 * Guarantees: what an agent writes decides no source, so the workspace is mounted from where no agent writes, and a
 * sub-agent works below it; of the home, only what the daemon made for this run is mounted, by its own path; nothing is
 * mounted that holds or is in the way to a container runtime or the user's keys; what is closed looks empty.
 */
import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, relative, sep } from "node:path";
import { isWithin } from "@tinyagi/base";
import { CERTIFICATE_NAMES, HarnessError, type HarnessRequest } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";
import { PRIVATE_FOLDERS } from "../sandbox/bubblewrap.js";
import type { ProgramFolder } from "./program-folder.js";
import type { ContainerMount, EmptyFolder } from "./run-arguments.js";

/** Sockets of container runtimes: who reaches one is root on this machine. */
const RUNTIME_SOCKETS = ["/run/docker.sock", "/var/run/docker.sock", "/run/podman/podman.sock"] as const;

/** What the mounts depend on. */
export interface MountParts {
  readonly request: HarnessRequest;
  readonly folder: Pick<ProgramFolder, "mounts">;
  readonly sockets: readonly string[];
  /** Folders of this run that its program reads. */
  readonly readable: readonly string[];
  readonly places: {
    readonly home: string;
    readonly hostEnv: Readonly<Record<string, string | undefined>>;
  };
}

/** @throws HarnessError when a mount would open what no agent may have */
export async function buildMounts(parts: MountParts): Promise<(ContainerMount | EmptyFolder)[]> {
  const { request, folder, sockets, readable, places } = parts;
  const { reach, readablePaths = [] } = request;
  const workspace = await workspaceMount(request);
  const ours = [
    ...[...readablePaths, ...readable].map((path) => readOnly(path)),
    ...sockets.map((path) => ({ source: path, target: path, writable: true })),
    ...folder.mounts,
  ];
  const closed = await closedPlaces(places);
  const home = closed.filter(({ path }) => path === places.home);
  const found = await Promise.all([
    ...certificatesIn(request).map((path) => harmless(readOnly(path), closed, [])),
    // Files of messages lie in the home, at paths that the daemon chose.
    ...openIn(reach).map((path) => harmless(readOnly(path), closed, home)),
    ...ours.map((mount) => harmless(mount, closed, closed)),
    harmless(workspace, closed, []),
  ]);
  const mounts = unique(found.filter((mount) => mount !== undefined));
  return [...mounts, ...(await listCovers(mounts, request, closed))].toSorted(
    (a, b) => getDepth(a) - getDepth(b),
  );
}

/** What is closed and readable is closed, as in a sandbox. */
function openIn(reach: HarnessRequest["reach"]): string[] {
  return reach === undefined ? [] : reach.readable.filter((path) => !reach.closed.includes(path));
}

function readOnly(source: string, target = source): ContainerMount {
  return { source, target };
}

/** @throws HarnessError when a link leads elsewhere. What becomes of one later leads elsewhere in the container only. */
async function workspaceMount({ cwd, workspace = cwd }: HarnessRequest): Promise<ContainerMount> {
  const [real, realCwd] = await Promise.all([workspace, cwd].map(resolveRealPath));
  if (real === undefined || realCwd === undefined || real !== workspace || !isWithin(realCwd, real))
    throw new HarnessError(
      "invalid",
      `${cwd} leads out of the workspace of its agent: a link is in its place; remove the link`,
    );
  return { source: real, target: workspace, writable: true };
}

/** Certificates are public, and a program behind a proxy that reads along trusts nobody without them. */
function certificatesIn({ env }: HarnessRequest): string[] {
  // SSL_CERT_DIR may name several folders.
  const paths = CERTIFICATE_NAMES.flatMap((name) => (env[name] ?? "").split(delimiter));
  return paths.filter((path) => isAbsolute(path));
}

/** A place of which nothing is mounted but what the daemon made. */
interface ClosedPlace {
  readonly path: string;
  readonly real: string;
  /** A mount that holds it shows it as empty. Absent: such a mount is refused. */
  readonly isCovered?: true;
}

async function closedPlaces({ home, hostEnv }: MountParts["places"]): Promise<ClosedPlace[]> {
  const { DOCKER_HOST, CONTAINER_HOST, XDG_RUNTIME_DIR, HOME = homedir() } = hostEnv;
  const named = [DOCKER_HOST, CONTAINER_HOST].flatMap((url) => url?.replace(/^unix:\/\//, "") ?? []);
  const user = XDG_RUNTIME_DIR === undefined ? [] : [XDG_RUNTIME_DIR];
  const keys = PRIVATE_FOLDERS.map((name) => join(HOME, name));
  return Promise.all([
    ...[home, ...RUNTIME_SOCKETS, ...named, ...user].map(async (path) => ({
      path,
      real: await resolveRealPath(path),
    })),
    ...keys.map(async (path) => ({ path, real: await resolveRealPath(path), isCovered: true as const })),
  ]);
}

/**
 * The mount with its real source. Undefined for what does not exist: there is nothing to see then.
 *
 * @param own closed places in which it may be, if no link leads there
 * @throws HarnessError
 */
async function harmless(
  mount: ContainerMount,
  closed: readonly ClosedPlace[],
  own: readonly ClosedPlace[],
): Promise<ContainerMount | undefined> {
  const source = await resolveRealPath(mount.source);
  const isOwn = ({ path, real }: ClosedPlace) =>
    [path, real].some(
      (base) => isWithin(mount.source, base) && join(real, relative(base, mount.source)) === source,
    );
  const bad = closed.some(
    (place) =>
      (isWithin(place.real, source) && source !== place.real && place.isCovered !== true) ||
      (isWithin(source, place.real) && (source === place.real || !(own.includes(place) && isOwn(place)))),
  );
  if (bad)
    throw new HarnessError(
      "invalid",
      `${mount.target} cannot be mounted into a container: it holds or is part of TinyAGI's home, the user's keys, or the way to a container runtime; choose another folder`,
    );
  return (await stat(source).catch(() => undefined)) === undefined ? undefined : { ...mount, source };
}

/** Closed folders and files in what an agent may read look empty. What is open in them is mounted on top. */
async function listCovers(
  mounts: readonly ContainerMount[],
  { reach, deniedPaths, closedPaths = [] }: HarnessRequest,
  places: readonly ClosedPlace[],
): Promise<EmptyFolder[]> {
  const wanted = [...(reach?.closed ?? []), ...(reach?.siblings ?? []), ...deniedPaths, ...closedPaths];
  const reals = await Promise.all([...wanted, ...places.map(({ path }) => path)].map(resolveRealPath));
  const targets = new Set(mounts.map(({ target }) => target));
  const covers = new Map<string, EmptyFolder>();
  for (const real of new Set(reals)) {
    const found = await stat(real).catch(() => undefined);
    if (found === undefined) continue;
    for (const { source, target, writable } of mounts) {
      const path = join(target, relative(source, real));
      // What lies in the own workspace is the agent's own.
      if (writable === true || !isWithin(real, source) || targets.has(path)) continue;
      covers.set(path, found.isDirectory() ? { target: path } : readOnly("/dev/null", path));
    }
  }
  const all = [...covers.values()];
  return all.filter(({ target }) => !isHidden(target, all, mounts));
}

/** Whether it is in another covered folder already, and no mount in between shows it again. */
function isHidden(
  target: string,
  covers: readonly EmptyFolder[],
  mounts: readonly ContainerMount[],
): boolean {
  const above = covers.filter((cover) => cover.target !== target && isWithin(target, cover.target));
  return above.some(
    (cover) =>
      !mounts.some((mount) => isWithin(target, mount.target) && isWithin(mount.target, cover.target)),
  );
}

/** The same path may be asked for twice, as the own workspace is. A runtime refuses a second mount. */
function unique(mounts: readonly ContainerMount[]): ContainerMount[] {
  return [...new Map(mounts.map((mount) => [mount.target, mount])).values()];
}

/** A folder that contains another one is mounted first. */
function getDepth({ target }: EmptyFolder): number {
  return target.split(sep).length;
}
