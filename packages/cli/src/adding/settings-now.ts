/** The history of the settings, as an import and its undo need it. */
import type { Client } from "@tinyagi/client";
import type { Revision } from "./changed-since.js";

const PAGE = 1_000;
/** More than a home keeps. */
const PAGES_MAX = 20;

/** Zero before the first revision. */
export async function newestRevision(client: Client, signal: AbortSignal | undefined): Promise<number> {
  const [newest] = await revisionsBefore(client, { limit: 1, signal });
  return newest?.id ?? 0;
}

/** The revisions after `oldest`, and the one before them if it is kept; newest first. */
export async function revisionsSince(
  client: Client,
  oldest: number,
  signal: AbortSignal | undefined,
): Promise<Revision[]> {
  const found: Revision[] = [];
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const before = found.at(-1)?.id;
    const more = await revisionsBefore(client, { limit: PAGE, before, signal });
    found.push(...more);
    const last = more.at(-1);
    if (last === undefined || last.id <= oldest || more.length < PAGE) break;
  }
  return found;
}

async function revisionsBefore(
  client: Client,
  { limit, before, signal }: { limit: number; before?: number | undefined; signal: AbortSignal | undefined },
): Promise<Revision[]> {
  return await client.call("listSettingsRevisions", {
    query: { limit, ...(before === undefined ? {} : { before }) },
    ...(signal === undefined ? {} : { signal }),
  });
}
