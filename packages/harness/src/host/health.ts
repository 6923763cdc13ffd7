/** Reports to the daemon each second, as long as there is something to report. Then no look at a file is forgotten either. */
import type { FrameWriter } from "./frame.js";
import { wakeThreads } from "./thread-wake.js";

const REPORT_MS = 1_000;

/** Reports that can be switched on and off. */
export interface HealthReports {
  readonly begin: () => void;
  readonly pause: () => void;
}

/** Creates reports, which begin when asked. */
export function reportHealth(
  facts: () => { live: number; bufferedBytes: number },
  writer: FrameWriter,
): HealthReports {
  let timer: NodeJS.Timeout | undefined;
  return {
    begin() {
      if (timer !== undefined) return;
      let due = performance.now() + REPORT_MS;
      timer = setInterval(() => {
        wakeThreads();
        const now = performance.now();
        writer.message("health", 0, { ...facts(), lagMs: Math.max(0, Math.round(now - due)) });
        due = now + REPORT_MS;
      }, REPORT_MS);
    },
    pause() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}
