/** A team from elsewhere raises no limit of this home by itself: what would is left out, unless a person accepted it. */
import { type Settings, settingsSchema, type TeamTemplate } from "@tinyagi/contracts";
import type { WeakerLists } from "../view/weaker-parts.js";

/** @param settings of this home, with secrets masked */
export async function guardTeam(
  template: TeamTemplate,
  settings: Readonly<Record<string, unknown>>,
  acceptWeaker: boolean,
): Promise<{ template: TeamTemplate; weaker: WeakerLists }> {
  const { weakenings } = await import("@tinyagi/daemon");
  const { id, ...team } = template.team;
  const { limits, spawn } = settings;
  const stands = settingsSchema.parse({ limits, spawn });
  const wanted: Settings = { ...stands, teams: { [id]: team } };
  const found = weakenings(stands, wanted, "");
  const changes = found.map(({ path, before, after, weakens }) => ({ path, before, after, weakens }));
  if (acceptWeaker || found.length === 0) return { template, weaker: { left: [], taken: changes } };
  const guarded = structuredClone(template.team) as Record<string, unknown>;
  for (const { at } of found) remove(guarded, at.slice(2));
  return {
    template: { ...template, team: guarded as TeamTemplate["team"] },
    weaker: { left: changes, taken: [] },
  };
}

function remove(root: Record<string, unknown>, [key, ...rest]: readonly string[]): void {
  if (key === undefined) return;
  if (rest.length === 0) delete root[key];
  else remove(root[key] as Record<string, unknown>, rest);
}
