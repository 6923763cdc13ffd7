/** Reads once what the view of a team shows. */
import type { Client } from "@tinyagi/client";
import { type AnswerName, ask, type Key } from "../state/answers.js";
import { startState } from "../state/start.js";
import type { State, TreePlace } from "../state/state.js";

const NEEDED: readonly AnswerName[] = [
  "teams",
  "agents",
  "runs",
  "lanes",
  "approvals",
  "paused",
  "dead",
  "deadCounts",
];
/** No screen: nothing depends on it. */
const SIZE = { columns: 80, rows: 24 };

export type TeamPlace = Extract<TreePlace, { view: "team" }>;

export interface ReadOptions {
  readonly client: Client;
  readonly place: TeamPlace;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** @throws AppError when the daemon cannot be reached, or refuses */
export async function readTeam({ client, place, signal, now }: ReadOptions): Promise<State> {
  const read = async (key: Key): Promise<readonly [Key, unknown]> => [key, await ask(client, key, signal)];
  const known = new Map(await Promise.all(NEEDED.map(read)));
  return { ...startState({ place, now: now(), size: SIZE }), known };
}
