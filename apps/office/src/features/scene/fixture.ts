/** An office for tests. */
import type { Helper, Inhabitant, OfficeModel } from "./model";

export function inhabitant(id: string, more: Partial<Inhabitant> = {}): Inhabitant {
  return {
    id,
    name: id,
    team: undefined,
    state: "idle",
    word: "Idle",
    line: "",
    tool: undefined,
    helpers: [],
    ...more,
  };
}

export function helper(id: string, line = ""): Helper {
  return { id, name: id, task: "", line, href: "" };
}

/** @param sizes how many agents each team has. @param loose agents without a team */
export function office(sizes: readonly number[], loose = 0, more: Partial<Inhabitant> = {}): OfficeModel {
  const teams = sizes.map((_, i) => ({ id: `t${i}`, name: `Team ${i}` }));
  const inTeams = sizes.flatMap((size, i) =>
    Array.from({ length: size }, (_, j) => inhabitant(`t${i}-a${j}`, { team: `t${i}`, ...more })),
  );
  const others = Array.from({ length: loose }, (_, i) => inhabitant(`loose-${i}`, more));
  return { teams, agents: [...inTeams, ...others] };
}
