/** What the user's configuration of codex says that concerns TinyAGI. In a container, the agent can write there. */
import { join } from "node:path";
import { openRegularFile, readCapped } from "@tinyagi/base";

// Also matches inside a profile. A sandbox that is too strict is better than a setting that disables ours.
const SANDBOX_MODE = /^[ \t]*"?sandbox_mode"?[ \t]*=/m;
const CONFIG_MAX_BYTES = 1_048_576;

/** Whether it sets its own sandbox. A missing file sets nothing; of what cannot be read, it is taken for granted. */
export async function setsSandboxMode(home: string): Promise<boolean> {
  const opened = await openRegularFile(join(home, "config.toml"), () => true);
  if (!opened.ok) return !opened.missing;
  try {
    const bytes = await readCapped(opened.handle, CONFIG_MAX_BYTES);
    return bytes === null || SANDBOX_MODE.test(bytes.toString("utf8"));
  } finally {
    await opened.handle.close();
  }
}
