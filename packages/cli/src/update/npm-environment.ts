/** The environment of npm: that of the shell, with the proxy of the settings, as the daemon has it. */
import { readFile } from "node:fs/promises";
import { isAppError } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";
import type { Environment } from "../context/environment.js";

export async function npmEnvironment({
  paths,
  env,
}: Pick<CliContext, "paths" | "env">): Promise<Environment> {
  let text: string;
  try {
    text = await readFile(paths.settingsFile, "utf8");
  } catch {
    // A home that was never started, or whose settings cannot be read, sets no proxy.
    return env;
  }
  const { programEnvironment } = await import("@tinyagi/daemon");
  try {
    return await programEnvironment(text, env);
  } catch (error) {
    // An update may be what mends settings that are not valid.
    if (isAppError(error)) return env;
    throw error;
  }
}
