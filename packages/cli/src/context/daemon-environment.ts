/** The environment in which agents start: the running daemon's. A command may have another PATH than the daemon. */
import { readFile } from "node:fs/promises";
import { readLivingDaemon } from "./daemon-file.js";
import type { Environment } from "./environment.js";
import type { Paths } from "./paths.js";

/** The given environment where no daemon runs, or where the system does not show that of another process. */
export async function daemonEnvironment(
  { daemonFile }: Pick<Paths, "daemonFile">,
  env: Environment,
): Promise<Environment> {
  const daemon = await readLivingDaemon(daemonFile);
  if (daemon === undefined) return env;
  try {
    return parsed(await readFile(`/proc/${daemon.pid}/environ`, "utf8"));
  } catch {
    // Only Linux shows it, and only to the user of the daemon.
    return env;
  }
}

function parsed(text: string): Environment {
  const pairs = text.split("\0").flatMap((entry): [string, string][] => {
    const at = entry.indexOf("=");
    return at < 1 ? [] : [[entry.slice(0, at), entry.slice(at + 1)]];
  });
  return Object.fromEntries(pairs);
}
