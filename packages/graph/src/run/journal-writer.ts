/**
 * Writes checkpoints in groups and says when they are down. Records keep their order; what waits for a record goes on
 * only after it. When the journal fails, the run goes on without checkpoints and the failure is in its result.
 */
import type { GraphJournal, GraphJournalRecord } from "@tinyagi/contracts";
import type { GraphClock } from "../clock.js";
import { JournalError } from "../errors.js";

/** A record before it has its place in the journal. */
export type NewRecord = GraphJournalRecord extends infer R
  ? R extends { seq: number }
    ? Omit<R, "seq">
    : never
  : never;

/** A journal that does not answer for this long has failed. */
export const JOURNAL_TIMEOUT_MS = 30_000;

interface WriterOptions {
  journal: GraphJournal | undefined;
  graphId: string;
  /** `seq` of the last record already there. */
  lastSeq: number;
  clock: GraphClock;
  onFailure: (error: unknown) => void;
}

export class JournalWriter {
  readonly #options: WriterOptions;
  #seq: number;
  #records: GraphJournalRecord[] = [];
  #then: (() => void)[] = [];
  #scheduled = false;
  #writing = false;
  #failed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#seq = options.lastSeq;
    this.#failed = options.journal === undefined;
  }

  /** True when nothing waits to be written. */
  get idle(): boolean {
    return !this.#writing && !this.#scheduled;
  }

  /** False without a journal: callers then need not build records. */
  get active(): boolean {
    return !this.#failed;
  }

  /** Writes `records` and then calls `then`; at once when there is no journal. */
  commit(records: readonly NewRecord[], then: () => void): void {
    if (this.#failed && this.idle) {
      then();
      return;
    }
    for (const record of records) this.#records.push({ seq: ++this.#seq, ...record } as GraphJournalRecord);
    this.#then.push(then);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled || this.#writing) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    const records = this.#records;
    const then = this.#then;
    this.#records = [];
    this.#then = [];
    this.#writing = true;
    const done = () => {
      this.#writing = false;
      for (const fn of then) fn();
      if (this.#then.length > 0) this.#schedule();
    };
    if (this.#failed || records.length === 0) {
      done();
      return;
    }
    try {
      const answer = this.#options.journal?.append(this.#options.graphId, records);
      if (answer instanceof Promise) this.#wait(answer, done);
      else done();
    } catch (error) {
      this.#fail(error);
      done();
    }
  }

  #wait(answer: Promise<void>, done: () => void): void {
    let open = true;
    const fail = (error: unknown) => this.#fail(error);
    function end(error?: unknown): void {
      if (!open) return;
      open = false;
      forget();
      if (error !== undefined) fail(error);
      done();
    }
    const late = new JournalError(
      "UNAVAILABLE",
      `The journal did not answer within ${JOURNAL_TIMEOUT_MS} ms.`,
    );
    const forget = this.#options.clock.after(JOURNAL_TIMEOUT_MS, () => end(late));
    answer.then(
      () => end(),
      (error: unknown) => end(error ?? new JournalError("UNAVAILABLE", "The journal refused a record.")),
    );
  }

  #fail(error: unknown): void {
    this.#failed = true;
    this.#options.onFailure(error);
  }
}
