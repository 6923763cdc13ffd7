/**
 * Spans that wait to be sent: in batches, one at a time, with growing pauses while the receiver fails. Bounded: what
 * does not fit is dropped and counted. Never throws and never makes its caller wait.
 */
import type { Clock, Log, Timer } from "@tinyagi/base";
import type { EndedSpan, OtlpSender } from "./otlp-sender.js";

export const WAITING_MAX = 10_000;
const BATCH = 256;
const FLUSH_MS = 1_000;
const PAUSE_MAX_MS = 60_000;
/** How long a stopping daemon waits for the last batch. */
const CLOSE_MS = 2_000;

export interface SpanQueue extends AsyncDisposable {
  add(span: EndedSpan): void;
  /** Spans that were dropped because the queue was full. */
  dropped(): number;
}

export function createSpanQueue(options: { sender: OtlpSender; clock: Clock; log: Log }): SpanQueue {
  const { sender, clock, log } = options;
  let waiting: EndedSpan[] = [];
  let dropped = 0;
  let failures = 0;
  let timer: Timer | undefined;
  let sending: Promise<void> | undefined;
  let isClosed = false;

  function plan(): void {
    if (timer !== undefined || sending !== undefined || waiting.length === 0 || isClosed) return;
    const pause = failures === 0 ? FLUSH_MS : Math.min(PAUSE_MAX_MS, FLUSH_MS * 2 ** failures);
    timer = clock.setTimer(pause, () => {
      timer = undefined;
      sending = flush().finally(() => {
        sending = undefined;
        plan();
      });
    });
  }

  /** Until nothing waits or the receiver fails. What was not sent stays first in line. */
  async function flush(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      try {
        await sender.send(batch);
      } catch (error) {
        failures += 1;
        // The receiver will never take this batch, and it must not block the others.
        if (isRejected(error)) {
          waiting = waiting.slice(batch.length);
          dropped += batch.length;
        }
        // Once for each failing period: a receiver that is away for a day must not fill the log.
        if (failures === 1)
          log.warn({ reason: toReason(error) }, "spans could not be exported; they are sent again later");
        return;
      }
      if (failures > 0) log.info({ dropped }, "spans are exported again");
      failures = 0;
      waiting = waiting.slice(batch.length);
    }
  }

  return {
    add(span) {
      if (isClosed) return;
      if (waiting.length >= WAITING_MAX) dropped += 1;
      else waiting.push(span);
      plan();
    },
    dropped: () => dropped,
    async [Symbol.asyncDispose]() {
      isClosed = true;
      timer?.cancel();
      const last = (sending ?? Promise.resolve()).then(() => (failures === 0 ? flush() : undefined));
      const closed = last.then(() => sender.close());
      await Promise.race([
        closed,
        new Promise<void>((resolve) => {
          const limit = clock.setTimer(CLOSE_MS, resolve);
          void closed.finally(() => limit.cancel());
        }),
      ]);
    },
  };
}

/** The receiver answered that the data itself is wrong or too large. */
function isRejected(error: unknown): boolean {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
  return code === 400 || code === 413;
}

/** The exporter's messages name codes and statuses; the body of the receiver stays out of the log. */
function toReason(error: unknown): string {
  return error instanceof Error ? (error.message.split("\n", 1)[0]?.slice(0, 200) ?? "") : "unknown";
}
