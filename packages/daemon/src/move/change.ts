/** Lets others wait until something may have changed, or some time has passed. */
import type { Clock, Timer } from "@tinyagi/base";

export function createChange(clock: Pick<Clock, "setTimer">, lookMs: number) {
  const waiting = new Set<() => void>();
  return {
    note(): void {
      for (const go of [...waiting]) go();
    },
    next: (signal: AbortSignal): Promise<void> =>
      new Promise((resolve) => {
        let timer: Timer | undefined;
        const go = () => {
          waiting.delete(go);
          timer?.cancel();
          signal.removeEventListener("abort", go);
          resolve();
        };
        timer = clock.setTimer(lookMs, go);
        waiting.add(go);
        signal.addEventListener("abort", go, { once: true });
        if (signal.aborted) go();
      }),
  };
}
