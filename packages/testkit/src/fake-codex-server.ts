/** A scripted `codex app-server`. What it does stands in its prompts; see `bin/fake-codex-server.mjs`. */
import { fileURLToPath } from "node:url";

/** A program for Node. `TINYAGI_FAKE_CODEX` says how it starts. */
export const FAKE_CODEX_SERVER = fileURLToPath(new URL("../bin/fake-codex-server.mjs", import.meta.url));
