/** Only one process at a time changes an installation. The kernel releases the lock however the process ends. */
import { CliError } from "../error/cli-error.js";
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
      throw new CliError("CONFLICT", "another process updates this installation right now", {
        hint: "wait until it has finished",
        cause: error,
      });
    throw notYours(modules, error);
  }
  try {
    return await use();
  } finally {
    held.release();
  }
}

/** The person may be allowed to install, but their daemon and data are those of another user then. */
export function notYours(modules: string, cause?: unknown): CliError {
  return new CliError("FORBIDDEN", `your user may not change this installation (${modules})`, {
    hint: "tinyagi stop && tinyagi backup && sudo npm install -g tinyagi@latest && tinyagi start",
    ...(cause === undefined ? {} : { cause }),
  });
}
