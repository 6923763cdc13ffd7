/** Agent programs that should have stayed open and did not: their messages are answered, but each one waits for a start. */
import type { Finding } from "./finding.js";

/** So long the daemon does not try again. */
const KEPT_AGAIN_MS = 60 * 60_000;

/** One finding for each agent. @param events of the type `run.spawned` */
export function checkKept(
  events: readonly { readonly type: string; readonly data: unknown; readonly time: number }[],
  now: number,
): Finding[] {
  const agents = new Set<string>();
  for (const { type, data, time } of events) {
    if (type !== "run.spawned" || now - time > KEPT_AGAIN_MS) continue;
    const { agent, start } = data as { agent: string; start?: string };
    if (start === "not_opened") agents.add(agent);
  }
  return [...agents].sort().map((agent) => ({
    id: "agent.not-kept",
    level: "warning",
    message: `the program of @${agent} did not answer when it was to stay open, so each message starts one of its own for an hour`,
    hint: `Update the program; or let it start for each message: tinyagi config set agents.${agent}.live false`,
  }));
}
