/** Looks before a restart whether the new daemon could start, so that a restart never costs a running daemon. */
import type { CliContext } from "../../context/context.js";
import { readLivingDaemon } from "../../context/daemon-file.js";
import { DEFAULT_PORT, getPort } from "../../context/paths.js";
import { isFree } from "../../control/free-port.js";
import { daemonCommand } from "../../control/start-daemon.js";
import { checkSettings } from "../../doctor/settings-check.js";
import { CliError } from "../../error/cli-error.js";

/** @throws CliError while a daemon runs that a new one could not replace; nothing was stopped */
export async function assertCanRestart(context: CliContext): Promise<void> {
  const running = await readLivingDaemon(context.paths.daemonFile);
  // Without a daemon, the start itself says what is wrong.
  if (running === undefined) return;
  daemonCommand(context);
  const { findings, settings } = await checkSettings(context.paths.settingsFile);
  const wrong = findings.filter(({ level }) => level === "error");
  if (wrong.length > 0)
    throw new CliError(
      "SETTINGS_INVALID",
      "The new daemon would not start, so the running one was not stopped.",
      {
        details: wrong.map(({ message }) => ({ message })),
        hint: "Correct the settings: tinyagi config edit",
      },
    );
  const port = getPort(context.env) ?? settings?.server.port ?? DEFAULT_PORT;
  if (port === 0 || port === running.port || (await isFree(port))) return;
  throw new CliError(
    "PORT_IN_USE",
    `Another program uses port ${port}, so the running daemon (port ${running.port}) was not stopped.`,
    { hint: "Stop that program, or choose another port: tinyagi config set server.port 3778" },
  );
}
