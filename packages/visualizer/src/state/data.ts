/** How answers, events and the clock change the state. Pure. */
import { applyEvent, NO_RUNS } from "@tinyagi/client";
import type { JournalEvent } from "@tinyagi/contracts";
import { type Key, type Known, type Post, parseLogLine, read, type StoredEvent } from "./answers.js";
import type { Connection, State } from "./state.js";

/** Events and lines kept for the log beside those that were read. */
export const NEWS = 2_000;

export type DataChange =
  | { type: "answered"; key: Key; answer: unknown }
  /** Older posts of a room, newest first. */
  | { type: "olderPosts"; team: string; posts: readonly Post[] }
  /** Answers that are old and that nothing shows. */
  | { type: "forgot"; keys: readonly Key[] }
  | { type: "failed"; key: Key; message: string }
  | { type: "events"; events: readonly JournalEvent[] }
  | { type: "connection"; connection: Connection }
  /** Events may be missing. */
  | { type: "gap" }
  | { type: "tick"; now: number }
  | { type: "resized"; size: State["size"] };

export function withData(state: State, change: DataChange): State {
  switch (change.type) {
    case "answered":
      return withFirstNew({ ...state, known: withAnswer(state.known, change), problem: undefined });
    case "olderPosts": {
      const posts = [...(read(state.known, "room", change.team) ?? []), ...change.posts];
      return { ...state, known: new Map(state.known).set(`room/${change.team}`, posts) };
    }
    case "forgot": {
      const known = new Map(state.known);
      for (const key of change.keys) known.delete(key);
      return { ...state, known };
    }
    case "failed":
      return { ...state, problem: change.message };
    case "events":
      return withEvents(state, change.events);
    case "connection":
      return { ...state, connection: change.connection };
    case "gap":
      return { ...state, live: NO_RUNS, news: [], lines: [] };
    case "tick":
      return { ...state, now: change.now };
    case "resized":
      return { ...state, size: change.size };
  }
}

/** The mark stays where it was when the room was opened, though posts count as read from then on. */
function withFirstNew(state: State): State {
  const { place, firstNew, known } = state;
  if (place.view !== "room" || firstNew !== undefined) return state;
  const room = read(known, "rooms")?.find(({ id }) => id === place.team);
  return room === undefined ? state : { ...state, firstNew: room.firstUnread?.id ?? 0 };
}

function withAnswer(known: Known, { key, answer }: { key: Key; answer: unknown }): Known {
  const isRoom = key.startsWith("room/");
  const whole = isRoom
    ? withOlder(answer as readonly Post[], known.get(key) as readonly Post[] | undefined)
    : answer;
  return new Map(known).set(key, whole);
}

/** Older pages stay, unless posts between them and the newest page are unknown. */
function withOlder(newest: readonly Post[], before: readonly Post[] = []): readonly Post[] {
  const oldest = newest.at(-1)?.id ?? 0;
  const meets = before.some(({ id }) => id >= oldest);
  return meets ? [...newest, ...before.filter(({ id }) => id < oldest)] : newest;
}

function withEvents(state: State, events: readonly JournalEvent[]): State {
  const live = events.reduce(applyEvent, state.live);
  const stored = events.filter((event): event is JournalEvent & { seq: number } => event.seq !== undefined);
  const written = events.flatMap((event) =>
    event.type === "log.written" ? (parseLogLine(event.data.line) ?? []) : [],
  );
  if (stored.length === 0 && written.length === 0) return live === state.live ? state : { ...state, live };
  // Live events have the shape of recorded ones.
  const news = [...(stored.toReversed() as unknown as StoredEvent[]), ...state.news].slice(0, NEWS);
  return { ...state, live, news, lines: [...written.toReversed(), ...state.lines].slice(0, NEWS) };
}
