/** The environment with the home that this command works on. */
import type { CliContext } from "./context.js";

export function homeEnvironment(context: CliContext): Record<string, string | undefined> {
  return { ...context.env, TINYAGI_HOME: context.paths.home };
}
