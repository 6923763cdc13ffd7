/** When a day ends, daily budgets begin anew and what waited for that may run. A turn that fails is tried again. */
import { nextDayAt, type Timer } from "@tinyagi/base";
import { rollOver } from "./asks.js";
import type { BudgetParts } from "./parts.js";

const RETRY_MS = 60_000;

export interface DayTurn {
  /** Looks at the day now, and whenever one ends. */
  turn(): Promise<void>;
  close(): void;
}

export function createDayTurn(parts: BudgetParts): DayTurn {
  const { store, clock, log } = parts;
  let midnight: Timer | undefined;
  let closed = false;

  async function turn(): Promise<void> {
    midnight?.cancel();
    let wait = RETRY_MS;
    try {
      await store.write(() => rollOver(parts));
      wait = nextDayAt(clock.now()) - clock.now();
    } catch (err) {
      log.error({ err }, "budgets could not begin a new day; it is tried again");
    }
    if (!closed) midnight = clock.setTimer(wait, () => void turn());
  }

  return {
    turn,
    close() {
      closed = true;
      midnight?.cancel();
    },
  };
}
