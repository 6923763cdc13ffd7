/**
 * Whether what an import made is still the import's. An agent that was removed and made again has the same id and
 * another person's work; a setting, a team, a schedule or a sender that somebody changed is their decision.
 */
import type { Client } from "@tinyagi/client";
import { sinceImport } from "./changed-since.js";
import type { Change } from "./receipt.js";
import { revisionsSince } from "./settings-now.js";

export type StillOwn = (change: Change) => boolean;

export async function readOwners(
  changes: readonly Change[],
  { client, signal }: { client: Client; signal?: AbortSignal },
): Promise<StillOwn> {
  const call = signal === undefined ? {} : { signal };
  const marks = changes.flatMap((change) => ("revision" in change ? (change.revision ?? []) : []));
  const revisions = marks.length === 0 ? [] : await revisionsSince(client, Math.min(...marks), signal);
  const has = (what: Change["what"]): boolean => changes.some((change) => change.what === what);
  const schedules = has("schedule") ? await client.call("listSchedules", call) : [];
  const approved = has("sender") ? (await client.call("listPairings", call)).approved : [];
  return (change) => {
    if (change.what === "schedule") {
      if (change.id === undefined) return true;
      const now = schedules.find(({ label }) => label === change.label);
      const same = schedules.find(({ id }) => id === change.id) ?? now;
      // Gone is still the import's: there is nothing to keep.
      return same === undefined || (same.id === change.id && same.message === change.text);
    }
    if (change.what === "sender") {
      const now = approved.find((one) => one.channel === change.channel && one.senderId === change.senderId);
      if (now === undefined || change.approvedAt === undefined) return true;
      return now.approvedAt === change.approvedAt && now.role === "member";
    }
    if (!("revision" in change) || change.revision === undefined) return true;
    const path = pathOf(change);
    if (path === undefined) return true;
    const since = sinceImport(revisions, { path, revision: change.revision });
    return change.what === "agent" ? since !== "made-again" : since === "as-imported";
  };
}

function pathOf(change: Change): readonly string[] | undefined {
  if (change.what === "agent") return ["agents", change.id];
  if (change.what === "team") return ["teams", change.id];
  return change.what === "setting" ? change.path : undefined;
}
