/** The command line that starts a program inside a control group. */
import type { Program } from "./containment-contract.js";

const SHELL = "/bin/sh";
/**
 * `$0` is the folder of the group; 0 stands for the shell itself. If the move fails, the program starts outside, and the
 * shell says why on stderr. Shells export three variables by themselves, which the program must not see.
 */
const ENTER_SCRIPT = 'echo 0 >"$0/cgroup.procs"; unset PWD OLDPWD SHLVL; exec "$@"';

/** Returns what to start instead. The shell becomes the program: same pid, same start time, same exit code. */
export function enterGroup(
  folder: string,
  { command, args }: Pick<Program, "command" | "args">,
): { command: string; args: string[] } {
  return { command: SHELL, args: ["-c", ENTER_SCRIPT, folder, command, ...args] };
}
