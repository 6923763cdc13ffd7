/**
 * What has started and not ended, by the run it belongs to: a linked list for each run, because a set for each of 10,000
 * runs at once would cost more than the runs' own events.
 */

export interface OpenSpan {
  readonly owner: string;
  /** Of the same owner. */
  older: OpenSpan | undefined;
  newer: OpenSpan | undefined;
}

export class OpenSpans<S extends OpenSpan> {
  readonly #newest = new Map<string, S>();

  add(span: S): void {
    const before = this.#newest.get(span.owner);
    span.older = before;
    if (before !== undefined) before.newer = span;
    this.#newest.set(span.owner, span);
  }

  remove(span: S): void {
    const { older, newer, owner } = span;
    if (older !== undefined) older.newer = newer;
    if (newer !== undefined) newer.older = older;
    else if (older === undefined) this.#newest.delete(owner);
    else this.#newest.set(owner, older as S);
    span.older = undefined;
    span.newer = undefined;
  }

  newest(owner: string): S | undefined {
    return this.#newest.get(owner);
  }
}
