/**
 * Decides whether the commands of a run get our own sandbox. It is for agents whose CLI has none. Whether it works on
 * this machine is checked once, at the first run.
 */
import type { HarnessRequest } from "@tinyagi/contracts";
import { resolveRealPath } from "@tinyagi/home";
import { bubblewrapCommand, findBubblewrap, type SandboxPrograms } from "./bubblewrap.js";
import type { SealedHome } from "./closed-places.js";
import { untilAnswered } from "./probe.js";

export interface CommandSandboxOptions {
  /** `false` runs commands without bubblewrap. Default: bubblewrap is used if it works. */
  readonly sandbox?: boolean;
  /** The daemon's home, which commands cannot read. */
  readonly sealed?: SealedHome;
}

/**
 * Returns an argument list; append the command to it. Undefined if there is no sandbox, or the run must not use one.
 *
 * @param hiddenNames variables that commands must not see
 */
export type CommandSandbox = (
  request: HarnessRequest,
  hiddenNames?: readonly string[],
) => Promise<readonly string[] | undefined>;

export function createCommandSandbox({ sandbox, sealed }: CommandSandboxOptions): CommandSandbox {
  const programsOf = untilAnswered<string, SandboxPrograms | undefined>(findBubblewrap, undefined);
  return async (request, hiddenNames = []) => {
    if (sandbox === false || request.permissions !== "sandboxed") return undefined;
    const programs = await programsOf(request.env.PATH ?? "");
    if (programs === undefined) return undefined;
    const { cwd, deniedPaths, readablePaths = [], reach, env, api } = request;
    return bubblewrapCommand({
      programs,
      deniedPaths,
      hiddenNames,
      api,
      cwd: await resolveRealPath(cwd),
      sealed: sealed && { ...sealed, readable: [...sealed.readable, ...readablePaths] },
      userHome: env.HOME,
      reach,
    });
  };
}
