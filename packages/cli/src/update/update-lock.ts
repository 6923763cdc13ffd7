/** Only one process at a time changes an installation. The kernel releases the lock however the process ends. */
import { CliError } from "../error/cli-error.js";
import { EXIT } from "../error/exit-code.js";
import type { Places } from "./places.js";

/** @throws CliError while another process updates, or when the installation belongs to another user */
export async function withUpdateLock<T>({ lock, modules }: Places, use: () => Promise<T>): Promise<T> {
  const { lockHome } = await import("@tinyagi/daemon");
  let held: { release(): void };
  try {
    held = lockHome(lock);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "HOME_LOCKED")
      throw new CliError("CONFLICT", "Another process updates this installation right now.", {
        hint: "Wait until it has finished",
        cause: error,
      });
    throw notYours(modules, "update", error);
  }
  try {
    return await use();
  } finally {
    held.release();
  }
}

const BY_ROOT = {
  update: "tinyagi stop && tinyagi backup && sudo npm install -g tinyagi@latest && tinyagi start",
  uninstall: "tinyagi stop && tinyagi service uninstall && sudo npm uninstall -g tinyagi",
} as const;

/** `sudo tinyagi …` would not help: it would stop and back up the daemon of root. */
export function notYours(modules: string, verb: keyof typeof BY_ROOT, cause: unknown): CliError {
  return new CliError("FORBIDDEN", `Your user may not change this installation (${modules}).`, {
    exitCode: EXIT.io,
    hint: BY_ROOT[verb],
    cause,
  });
}
