/** A script for the mock model that answers after a delay, and knows how long and how many of its calls were open. */
import type { MockScript } from "@tinyagi/testkit";

export interface ModelClock {
  readonly script: MockScript;
  readonly setDelay: (ms: number) => void;
  /** Milliseconds that all calls so far waited for the model. */
  readonly totalMs: () => number;
  /** Most calls that were open at the same time since the last reset. */
  readonly openMax: () => number;
  readonly resetOpen: () => void;
}

export function createModelClock(): ModelClock {
  let delayMs = 0;
  let total = 0;
  let open = 0;
  let most = 0;
  return {
    async script() {
      open += 1;
      most = Math.max(most, open);
      const begun = performance.now();
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      total += performance.now() - begun;
      open -= 1;
      return { text: "Yes, it is." };
    },
    setDelay: (ms) => {
      delayMs = ms;
    },
    totalMs: () => total,
    openMax: () => most,
    resetOpen: () => {
      most = open;
    },
  };
}
