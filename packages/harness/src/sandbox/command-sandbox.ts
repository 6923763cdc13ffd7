/**
 * The sandbox of our own around the commands of a run, for agents whose CLI brings none. Whether the machine can make
 * one is found out at the first run.
 */
import type { HarnessRequest } from "@tinyagi/contracts";
import { realPathOf } from "@tinyagi/core";
import { bubblewrapCommand, findBubblewrap, type SandboxPrograms, type SealedHome } from "./bubblewrap.js";

export interface CommandSandboxOptions {
  /** Whether commands run in bubblewrap; default: where it works. */
  readonly sandbox?: boolean;
  /** The daemon's home, closed to commands. */
  readonly sealed?: SealedHome;
}

/**
 * The argument list that a command's own is appended to; undefined where there is no sandbox, or none is wanted.
 *
 * @param hiddenNames variables the commands must not see
 */
export type CommandSandbox = (
  request: HarnessRequest,
  hiddenNames?: readonly string[],
) => Promise<readonly string[] | undefined>;

export function createCommandSandbox({ sandbox, sealed }: CommandSandboxOptions): CommandSandbox {
  let probed: Promise<SandboxPrograms | undefined> | undefined;
  return async (request, hiddenNames = []) => {
    if (sandbox === false || request.permissions !== "sandboxed") return undefined;
    probed ??= findBubblewrap(request.env.PATH ?? "");
    const programs = await probed;
    if (programs === undefined) return undefined;
    const { cwd, deniedPaths, readablePaths = [], env, api } = request;
    return bubblewrapCommand({
      ...{ programs, deniedPaths, hiddenNames, api },
      cwd: await realPathOf(cwd),
      sealed: sealed && { ...sealed, readable: [...sealed.readable, ...readablePaths] },
      userHome: env.HOME,
    });
  };
}
