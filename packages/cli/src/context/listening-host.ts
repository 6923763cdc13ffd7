/** The address that the daemon of this home listens on, which the settings alone do not tell. */
import type { Settings } from "@tinyagi/contracts";
import { readLivingDaemon } from "./daemon-file.js";
import type { Environment } from "./environment.js";
import type { Paths } from "./paths.js";

/** What the running daemon was asked for; else what one would be asked for that starts with this environment. */
export async function listeningHost(
  { daemonFile }: Pick<Paths, "daemonFile">,
  env: Environment,
  { server }: Pick<Settings, "server">,
): Promise<string> {
  const running = (await readLivingDaemon(daemonFile))?.host;
  // A blank variable counts as missing, as in the daemon.
  return running ?? (env.TINYAGI_HOST?.trim() || server.host);
}
