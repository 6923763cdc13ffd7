/** A team as lines: what each member does now, then one line for each event. For pipes and `--plain`. */
import type { Client } from "@tinyagi/client";
import type { JournalEvent } from "@tinyagi/contracts";
import { clockSeconds } from "@tinyagi/views";
import type { State } from "../state/state.js";
import { listMembers, teamWork } from "../view/team-view.js";
import type { Work } from "../view/work.js";
import { plainLine } from "./plain-line.js";
import { readTeam, type TeamPlace } from "./read-team.js";

export interface FollowOptions {
  readonly client: Client;
  readonly place: TeamPlace;
  /** Called with each line. */
  readonly line: (text: string) => void;
  /** News about the connection. */
  readonly talk: (text: string) => void;
  readonly signal: AbortSignal;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Print what everyone does now, and end. */
  readonly once: boolean;
}

/**
 * Prints the state, then events until the signal aborts.
 *
 * @throws AppError when the daemon cannot be reached, or refuses
 */
export async function followLines(options: FollowOptions): Promise<void> {
  const { client, place, line, talk, signal } = options;
  // Listening before reading: nothing that happens in between is missed.
  let opened: Promise<State> | undefined;
  let shown: ReadonlySet<string> | undefined;
  const show = async (): Promise<State> => {
    const state = await readTeam(options);
    shown = new Set(listMembers(state, place));
    for (const work of teamWork(state, place)) line(workLine(work, state.now));
    return state;
  };
  if (options.once) return void (await show());
  const events = client.events({
    signal,
    onConnection: (connection) => {
      if (connection.state === "lost") talk("connection lost, reconnecting");
      if (connection.state !== "open") return;
      if (connection.resumed) talk(connection.gap ? "reconnected; some events are missing" : "reconnected");
      if (connection.resumed && !connection.gap) return;
      opened = show();
      // A failure is thrown where it is awaited; until then it must not count as unhandled.
      opened.catch(() => undefined);
    },
  });
  for await (const event of events) {
    await opened;
    const text = plainLine(event);
    if (text !== undefined && (place.team === undefined || concerns(event, shown))) line(text);
  }
  if (!signal.aborted) await opened;
}

function concerns({ data }: JournalEvent, members: ReadonlySet<string> | undefined): boolean {
  const { agent, fromAgent } = data as { agent?: unknown; fromAgent?: unknown };
  return [agent, fromAgent].some((one) => typeof one === "string" && members?.has(one) === true);
}

function workLine({ name, depth, word, doing, time, money }: Work, now: number): string {
  const numbers = [time, money].filter((text) => text !== "").join(" ");
  const who = depth === 0 ? name : `${"  ".repeat(depth)}${name}`;
  return `${clockSeconds(now)} ${who} ${word}${doing === "" ? "" : ` ${doing}`}${numbers === "" ? "" : ` (${numbers})`}`;
}
