/**
 * Cancellation of a run, lighter than an AbortController: 10,000 runs may wait at once, and most of them need no signal of
 * the platform. That one is made when it is first asked for. Whoever waits is told exactly once.
 */
import { allowManyListeners } from "../clock.js";

type Tell = (reason: unknown) => void;

/** Says whether a run was cancelled, why, and when. Only its run can cancel it. */
export interface CancellationView {
  readonly cancelled: boolean;
  readonly reason: unknown;
  /** The same as a signal of the platform. */
  readonly signal: AbortSignal;
  /** Calls `tell` once, at once if it has happened already, until the returned function is called. */
  onCancel(tell: (reason: unknown) => void): () => void;
  /** The outcome of `work`, or the reason if that comes first: nobody waits for work that ignores its signal. */
  until<T>(work: PromiseLike<T>): Promise<T>;
}

export class Cancellation implements CancellationView {
  #cause: { reason: unknown } | undefined;
  /** Most of the time one waits; a set for one costs more than the wait. */
  #only: Tell | undefined;
  #others: Set<Tell> | undefined;
  #controller: AbortController | undefined;

  get cancelled(): boolean {
    return this.#cause !== undefined;
  }
  get reason(): unknown {
    return this.#cause?.reason;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#cause === undefined) allowManyListeners(this.#controller.signal);
      else this.#controller.abort(this.#cause.reason);
    }
    return this.#controller.signal;
  }

  /** The first reason counts. */
  cancel(reason: unknown): void {
    if (this.#cause !== undefined) return;
    this.#cause = { reason };
    const only = this.#only;
    const others = this.#others;
    this.#only = undefined;
    this.#others = undefined;
    this.#controller?.abort(reason);
    only?.(reason);
    for (const tell of others ?? []) tell(reason);
  }

  onCancel(tell: Tell): () => void {
    this.#add(tell);
    return () => this.#remove(tell);
  }

  until<T>(work: PromiseLike<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#add(reject);
      work.then(
        (value) => {
          this.#remove(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#remove(reject);
          reject(error);
        },
      );
    });
  }

  #add(tell: Tell): void {
    if (this.#cause !== undefined) tell(this.#cause.reason);
    else if (this.#only === undefined) this.#only = tell;
    else {
      this.#others ??= new Set();
      this.#others.add(tell);
    }
  }

  #remove(tell: Tell): void {
    if (this.#only === tell) this.#only = undefined;
    else this.#others?.delete(tell);
  }
}
