/**
 * The command that ends what a process started outside of its process group, such as a container. It runs once, however
 * often it is asked for, and never fails the end of a run: what it could not end, the next start of the daemon ends.
 */
import { execFile } from "node:child_process";
import { RUN_MARK } from "@tinyagi/base/process-table";
import type { ChildSpec } from "./child-contract.js";

/** A runtime kills a container at once. A busy machine needs longer to say so. */
const TIMEOUT_MS = 20_000;

/** @returns what to call when the process has ended */
export function createCleanup({ cleanup, env }: Pick<ChildSpec, "cleanup" | "env">): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= cleanup === undefined ? Promise.resolve() : runOnce(cleanup, env);
    return done;
  };
}

/** Without the mark of the run: whoever ends its processes must not end this one. */
function runOnce(
  [program, ...args]: readonly [string, ...string[]],
  { [RUN_MARK]: _, ...env }: ChildSpec["env"],
): Promise<void> {
  return new Promise((resolve) => {
    // A container that is gone already is an error to some runtimes, and the wished state.
    execFile(program, args, { env, timeout: TIMEOUT_MS, killSignal: "SIGKILL" }, () => resolve());
  });
}
