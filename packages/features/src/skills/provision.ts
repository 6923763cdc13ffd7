/**
 * Puts the bundled skills into workspaces. Never overwrites an edited skill, and never restores one that the operator
 * removed.
 */
import type { Clock, Log } from "@tinyagi/base";
import { isAppError, type WorkspaceOf } from "@tinyagi/contracts";
import type { Store } from "@tinyagi/kernel";
import { place, readPlaced } from "./placed-skill.js";
import { computeDigest, type SkillFiles } from "./skill-content.js";

/** The recorded source of a bundled skill. */
export const BUNDLED = "bundled";
/** Recorded as the digest of a bundled skill that the operator removed, so that it is not restored. */
export const REMOVED = "removed";

export interface ProvisionOptions {
  store: Store;
  clock: Clock;
  log: Log;
  workspaceOf: WorkspaceOf;
  /** Files of each bundled skill by its name. */
  bundled: () => Promise<ReadonlyMap<string, SkillFiles>>;
}

/** Once for each agent and path since the start. Never rejects. */
export function createProvision(
  options: ProvisionOptions,
): (agentId: string, workspace: string) => Promise<void> {
  const { log } = options;
  const provisioned = new Map<string, Promise<void>>();
  return (agentId, workspace) => {
    const key = `${agentId}\0${workspace}`;
    const known = provisioned.get(key);
    if (known !== undefined) return known;
    const done = provisionAll(options, agentId).catch((error: unknown) => {
      // The next preparation tries again, when the machine is back.
      if (isAppError(error, "PLACE_OFFLINE")) provisioned.delete(key);
      log.warn({ err: error, agentId }, "the bundled skills could not be put in place");
    });
    provisioned.set(key, done);
    return done;
  };
}

async function provisionAll(
  { store, clock, bundled, workspaceOf }: ProvisionOptions,
  agentId: string,
): Promise<void> {
  const workspace = workspaceOf(agentId);
  for (const [name, files] of await bundled()) {
    const row = store.skills.get(agentId, name);
    if (row?.digest === REMOVED) continue;
    const there = await readPlaced(workspace, name);
    const digest = computeDigest(files);
    if (there !== "nothing") {
      const isOurs = there !== "unreadable" && row?.ref === BUNDLED && computeDigest(there) === row.digest;
      if (!isOurs || digest === row.digest) continue;
    }
    await place(workspace, name, files);
    await store.write(() =>
      store.skills.put({ agent_id: agentId, name, ref: BUNDLED, digest, installed_at: clock.now() }),
    );
  }
}
