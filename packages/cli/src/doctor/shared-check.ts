/** How many files of agents anyone with a link can read. Without a link there is nothing to say. */
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import type { Finding } from "./finding.js";

const COUNTED_MAX = 1_000;

export async function checkShared(context: CliContext): Promise<Finding[]> {
  const links = await listLinks(context);
  if (links.length === 0) return [];
  const opened = links.reduce((sum, link) => sum + link.opened, 0);
  const lasting = links.filter((link) => link.expiresAt === null).length;
  const which = links.length === 1 ? "1 public link works" : `${links.length} public links work`;
  const message = `${which}, opened ${opened} times; ${lasting} without an end`;
  return [{ id: "files.shared", level: "info", message, hint: "See them: tinyagi artifact list --shared" }];
}

async function listLinks(context: CliContext): Promise<{ opened: number; expiresAt: number | null }[]> {
  if ((await readLivingDaemon(context.paths.daemonFile)) === undefined) return [];
  try {
    const client = await context.connect();
    const query = { limit: COUNTED_MAX };
    return (await client.call("listArtifactLinks", { query, signal: context.signal })).links;
  } catch {
    // That the daemon does not answer is a finding of its own.
    return [];
  }
}
