/** How often an agent is asked whether there is something to do: the choices of the page. Pure. */
import { duration } from "../../lib/figures";
import { words } from "../../locale/words";
import type { Option } from "../../ui/select";

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const USUAL_S = [5 * MINUTE_S, 15 * MINUTE_S, 30 * MINUTE_S, HOUR_S, 4 * HOUR_S, 24 * HOUR_S];

/** The interval of all agents. */
export const SHARED = "";

/** @param own the agent's own interval in seconds; undefined when it has the one of all agents */
export function intervalChoices(own: number | undefined): readonly Option[] {
  const known = own === undefined || own === 0 || USUAL_S.includes(own) ? USUAL_S : [...USUAL_S, own];
  return [
    { value: SHARED, name: words.agents.heartbeat.shared },
    ...known
      .toSorted((a, b) => a - b)
      .map((seconds) => ({
        value: String(seconds),
        name: words.agents.heartbeat.every(duration(seconds * 1_000)),
      })),
    { value: "0", name: words.agents.heartbeat.never },
  ];
}

/** @returns what the daemon takes: null for the interval of all agents */
export function toInterval(choice: string): number | null {
  return choice === SHARED ? null : Number(choice);
}
