/** `tinyagi` without a command: starts the daemon, sets up a new home at a terminal, else shows the status and what to do. */
import type { CliContext } from "../../context/context.js";
import { startDaemon } from "../../control/start-daemon.js";
import { canAsk } from "../../prompt/ask.js";
import { start } from "./daemon.js";
import { status } from "./status.js";

const START_SECONDS = 60;

export async function runBare(context: CliContext): Promise<void> {
  const { output, signal } = context;
  // A daemon elsewhere cannot be started from here.
  if ((await context.remote()) !== undefined) return status(context);
  if (output.json) await startDaemon(context, START_SECONDS * 1_000);
  else if (!(await start(context, START_SECONDS))) return;
  const client = await context.connect();
  const { isNew } = output.json ? { isNew: false } : await client.call("describeSetup", { signal });
  if (isNew && canAsk(context)) {
    const { onboard } = await import("../setup/onboarding.js");
    return onboard(context);
  }
  await status(context);
  output.talk(
    isNew
      ? "This home is new. Set it up: tinyagi setup --template dev, or in the browser: tinyagi office"
      : "Send a message: tinyagi run '<message>'. Open TinyOffice: tinyagi office. All commands: tinyagi --help",
  );
}
