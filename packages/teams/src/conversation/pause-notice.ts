/**
 * Notifies people whose messages wait because TinyAGI cannot start agents: its agent host died too often. A conversation
 * gets one notice about waiting at all, and its answer follows. Each open conversation is looked at once in a pause.
 */
import type { Clock, Log, Port, Timer } from "@tinyagi/base";
import type { Journal } from "@tinyagi/kernel";
import type { ConversationContext } from "./context.js";
import { sendNotice } from "./notice.js";

/** Nobody misses an answer earlier. */
const SHORT_WHILE_MS = 10_000;
/** Conversations notified in one transaction. */
const PAGE = 100;
const FIRST = { createdAt: 0, row: 0 };

export interface PauseNotices extends Disposable {
  readonly isPaused: () => boolean;
}

/** Follows the journal's `dispatch.paused` and `dispatch.resumed`. */
export function createPauseNotices(options: {
  context: Port<ConversationContext>;
  journal: Journal;
  clock: Clock;
  log: Log;
  /** After this time in a pause, at most {@link SHORT_WHILE_MS}, a message gets its notice. */
  delayMs: () => number;
}): PauseNotices {
  const { journal, clock, log } = options;
  let timer: Timer | undefined;
  let last = FIRST;
  const waitMs = () => Math.min(options.delayMs(), SHORT_WHILE_MS);

  function wait(): void {
    timer = clock.setTimer(waitMs(), () => {
      notify()
        .catch((error: unknown) => {
          log.error({ err: error }, "notices about the pause could not be queued; TinyAGI will try again");
        })
        .finally(() => {
          if (timer !== undefined) wait();
        });
    });
  }

  async function notify(): Promise<void> {
    const context = options.context.part;
    const { conversations } = context.store;
    const until = clock.now() - waitMs();
    for (;;) {
      const page = conversations.openAfter(last, { until, limit: PAGE });
      const end = page.at(-1);
      if (end === undefined || timer === undefined) return;
      await context.store.write(() => {
        // An agent may work that needs no host, and a pause may have ended.
        for (const { id } of page)
          sendNotice(
            context,
            id,
            (open) => context.isPaused() && open.every(({ status }) => status === "pending"),
          );
      });
      last = { createdAt: end.created_at, row: end.row };
    }
  }

  function stop(): void {
    timer?.cancel();
    timer = undefined;
  }

  const unsubscribe = journal.subscribe(({ type }) => {
    if (type === "dispatch.resumed") stop();
    if (type !== "dispatch.paused" || timer !== undefined) return;
    last = FIRST;
    wait();
  });
  return {
    isPaused: () => timer !== undefined,
    [Symbol.dispose]() {
      unsubscribe();
      stop();
    },
  };
}
