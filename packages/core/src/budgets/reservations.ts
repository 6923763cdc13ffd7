/**
 * Amounts that a run reserved for its sub-agents. What they use is taken from the reservation; the rest is free again
 * when it is released. Kept in memory: after a restart, whoever resumes the sub-agents reserves again.
 */
import { type Amounts, atLeastZero, minus, NOTHING, plus } from "./amounts.js";
import { isIn, type RunFacts, type ScopeKey } from "./scope.js";

export interface Reservation {
  /** Runs of this message use the reservation. */
  bind(messageRowId: number): void;
  /** Gives back what is left. Further calls do nothing. */
  release(): void;
}

export interface Reservations {
  hold(holder: RunFacts, amounts: Amounts, onRelease: (rest: Amounts) => void): Reservation;
  /** Held in a budget. */
  in(key: ScopeKey): Amounts;
  /** What is left of the reservation for a message. */
  of(messageRowId: number): Amounts;
  /** A run of the message used this. */
  use(messageRowId: number, amounts: Amounts): void;
}

interface Entry {
  holder: RunFacts;
  amounts: Amounts;
  used: Amounts;
  messages: Set<number>;
}

export function createReservations(): Reservations {
  const entries = new Set<Entry>();
  const rest = (entry: Entry) => atLeastZero(minus(entry.amounts, entry.used));
  const entryOf = (id: number) => [...entries].find((entry) => entry.messages.has(id));
  return {
    hold(holder, amounts, onRelease) {
      const entry: Entry = { holder, amounts, used: NOTHING, messages: new Set() };
      entries.add(entry);
      return {
        bind: (id) => void entry.messages.add(id),
        release() {
          if (entries.delete(entry)) onRelease(rest(entry));
        },
      };
    },
    in: (key) =>
      [...entries]
        .filter(({ holder }) => isIn(holder, key))
        .reduce((sum, entry) => plus(sum, rest(entry)), NOTHING),
    of(id) {
      const entry = entryOf(id);
      return entry === undefined ? NOTHING : rest(entry);
    },
    use(id, amounts) {
      const entry = entryOf(id);
      if (entry !== undefined) entry.used = plus(entry.used, amounts);
    },
  };
}
