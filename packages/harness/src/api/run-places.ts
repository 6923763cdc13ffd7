/**
 * Where the tools of a run work: real paths, and the sandbox of its commands. Most messages need no tool, so it is looked at
 * with the first call of one; and once, before that call does anything, so that nothing the run does can change it.
 */
import type { HarnessRequest } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";
import type { CommandSandbox } from "../sandbox/command-sandbox.js";
import type { FileWorkFolder } from "./file-work/calls.js";

export interface RunPlaces {
  /** Real path of the workspace. */
  readonly root: string;
  /** What file tools may reach. */
  readonly folder: FileWorkFolder;
  /** Arguments that put a command into the sandbox. Undefined if the machine has none. */
  readonly sandbox: readonly string[] | undefined;
}

export type FindPlaces = () => Promise<RunPlaces>;

export function placesOf(
  request: HarnessRequest,
  options: { readonly sandboxOf: CommandSandbox; readonly readable: readonly string[] },
): FindPlaces {
  let places: Promise<RunPlaces> | undefined;
  return () => {
    places ??= findPlaces(request, options);
    return places;
  };
}

async function findPlaces(
  request: HarnessRequest,
  { sandboxOf, readable }: Parameters<typeof placesOf>[1],
): Promise<RunPlaces> {
  const { cwd, deniedPaths, permissions } = request;
  const reach = request.reach ?? (await request.findReach?.());
  const resolveAll = (paths: readonly string[]) => Promise.all(paths.map(resolveRealPath));
  const root = await resolveRealPath(cwd);
  return {
    root,
    folder: {
      root,
      readable: await resolveAll([...readable, ...(reach?.readable ?? [])]),
      denied: await resolveAll(deniedPaths),
      anywhere: permissions === "bypass",
    },
    sandbox: await sandboxOf(asksFirst(reach === undefined ? request : { ...request, reach })),
  };
}

/** A command that a person approved runs in the sandbox, too, where the machine has one. */
function asksFirst(request: HarnessRequest): HarnessRequest {
  return request.permissions === "ask" ? { ...request, permissions: "sandboxed" } : request;
}
