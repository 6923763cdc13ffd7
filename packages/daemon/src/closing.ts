/** Cleanup steps that run in reverse order. A step that fails does not prevent the others. */

export interface Closing {
  use<T extends AsyncDisposable>(resource: T): T;
  defer(step: () => void | Promise<void>): void;
  /** Runs every step once. @throws AggregateError of the failed steps */
  close(): Promise<void>;
}

export function createClosing(): Closing {
  const steps: (() => void | Promise<void>)[] = [];
  return {
    use(resource) {
      steps.push(() => Promise.resolve(resource[Symbol.asyncDispose]()));
      return resource;
    },
    defer(step) {
      steps.push(step);
    },
    async close() {
      const failures: unknown[] = [];
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        try {
          await step();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw new AggregateError(failures, "not everything could be closed");
    },
  };
}
