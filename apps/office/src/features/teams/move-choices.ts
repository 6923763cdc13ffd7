/** Where a card can go, and what each choice means. Pure. */
import type { Teams } from "../../lib/queries";
import { words } from "../../locale/words";
import type { MoveChoice } from "./move-dialog";
import { isBelow, type Place, parentOf, resolveDrop, toCommand } from "./team-state";

const LEAD = "lead:";

/** What a choice drops the card on. @param team where the card is */
export function targetOf(team: string, choice: string): { to: string; onHead: boolean } {
  return choice.startsWith(LEAD) ? { to: team, onHead: true } : { to: choice, onHead: false };
}

/** The first choice is where the card is. */
export function listChoices(teams: Teams, { agent, team }: Place, isChart: boolean): MoveChoice[] {
  const leads = teams[team]?.leader_agent === agent;
  const isHead = isChart && leads;
  const at = isHead ? (parentOf(teams, team) ?? "") : team;
  const nowhere = { value: "", name: isHead ? words.teams.youAtTop : words.teams.noTeam };
  const here = at === "" ? nowhere : { value: at, name: teams[at]?.name ?? at };
  const others = Object.entries(teams)
    .filter(([id]) => id !== at && !(isHead && isBelow(teams, id, team)))
    .map(([id, { name }]) => ({ value: id, name }));
  const places = [
    ...(team !== "" && !leads ? [{ value: `${LEAD}${team}`, name: words.teams.leadThis }] : []),
    ...others,
    ...(at === "" ? [] : [nowhere]),
  ];
  const moves = places.map((place) => {
    const act = resolveDrop(teams, { agent, team }, { ...targetOf(team, place.value), isChart });
    return { ...place, command: act && toCommand(act) };
  });
  return [{ ...here, command: undefined }, ...moves.filter(({ command }) => command !== undefined)];
}
