/** Which agents have an open program. */
import type { Client } from "@tinyagi/client";
import type { AheadState, OpenPrograms } from "@tinyagi/contracts";

/** What the daemon says of a program for the next session, by agent. Nothing where it does not say it. */
export async function readNextSessions(
  client: Client,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, AheadState>> {
  try {
    const { ahead } = await client.call("listPrograms", { signal });
    return new Map(ahead.map(({ agent, state }) => [agent, state]));
  } catch {
    signal.throwIfAborted();
    return new Map();
  }
}

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
