/**
 * Where agent programs keep logins, and what was said in the sessions of all agents of this user. Pure.
 */
import { join } from "node:path";
import { HARNESS_IDS, type HarnessId, type HarnessRequest, harnessRow } from "@tinyagi/contracts";

/** Folders of all programs but one, which has to read its own. */
export function foreignFolders(own: HarnessId, { env }: Pick<HarnessRequest, "env">): string[] {
  const { HOME: home } = env;
  const found = HARNESS_IDS.filter((id) => id !== own).flatMap((id) => {
    const row = harnessRow(id);
    const below = home === undefined ? [] : (row?.keyFolders ?? []).map((name) => join(home, name));
    const named = (row?.hostVariables ?? []).flatMap((name) => env[name] ?? []);
    return [...below, ...named.filter((path) => path !== "")];
  });
  return [...new Set(found)];
}
