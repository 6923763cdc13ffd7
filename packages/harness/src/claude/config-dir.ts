/** The user's folder of Claude Code. */
import { homedir } from "node:os";
import { join } from "node:path";
import type { HarnessRequest } from "@tinyagi/contracts";

/** The folder that a run uses. */
export function configDir({ env }: HarnessRequest): string {
  return env.CLAUDE_CONFIG_DIR ?? join(env.HOME ?? homedir(), ".claude");
}
