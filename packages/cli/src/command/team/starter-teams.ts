/** Names of the starter teams, and how a new one is announced. */
import type { RouteOutput, StarterTeamId } from "@tinyagi/contracts";

/** Written out: a value of the route table would make every command load more files. The type check compares them. */
export const STARTER_TEAMS = Object.keys({
  solo: true,
  dev: true,
  content: true,
  ops: true,
  demo: true,
} satisfies Record<StarterTeamId, true>);

/** One line about a new team. */
export function readyLine({ team, agents }: Pick<RouteOutput<"setUpTeam">, "team" | "agents">): string {
  return `The team ${team} is ready: ${agents.map((id) => `@${id}`).join(", ")}`;
}
