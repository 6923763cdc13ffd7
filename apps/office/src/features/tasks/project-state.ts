/** Projects as the pane shows them. Pure. */
import type { RouteOutput } from "@tinyagi/contracts";
import type { Board } from "./board-state";

export type Project = RouteOutput<"listProjects">[number];

/** How many tasks each project has, by its id. A project without tasks is not in it. */
export type ProjectTotals = ReadonlyMap<string, number>;

/** @param board with one lane for each project */
export function sumTotals({ lanes = [] }: Pick<Board, "lanes">): ProjectTotals {
  return new Map(
    lanes.map(({ id, totals }) => [id, Object.values(totals).reduce((sum, total) => sum + total, 0)]),
  );
}

/** By name, those at work apart from the archived ones, so that a renamed or archived project is found again. */
export function projectGroups(projects: readonly Project[]): {
  active: readonly Project[];
  archived: readonly Project[];
} {
  const named = [...projects].sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
  return {
    active: named.filter(({ status }) => status === "active"),
    archived: named.filter(({ status }) => status === "archived"),
  };
}
