/** The real agent CLIs, pinned in `tests/agent-clis`; installed there when they are missing. */
import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const INSTALL = fileURLToPath(new URL("../../agent-clis/install.mjs", import.meta.url));

/** The folder with the executables `claude`, `codex`, `opencode` and `gemini`. Fast when they are installed, else it takes minutes. */
export function agentCliPath(): string {
  execFileSync(process.execPath, [INSTALL], { stdio: ["ignore", "ignore", "inherit"] });
  return join(dirname(INSTALL), "node_modules", ".bin");
}
