/** Which agents have an open program. */
import type { Client } from "@tinyagi/client";
import type { OpenPrograms } from "@tinyagi/contracts";

/** @returns by agent; undefined when the daemon does not say it: everything else is shown all the same */
export async function readOpenPrograms(
  client: Client,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, OpenPrograms> | undefined> {
  try {
    const { programs } = await client.call("listPrograms", { signal });
    return new Map(programs.map((one) => [one.agent, one]));
  } catch {
    // An older daemon has no such list.
    signal.throwIfAborted();
    return undefined;
  }
}
