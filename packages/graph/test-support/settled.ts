/** Waits for a run without a clock: scenarios wait for nothing but each other, so a run that is quiet for long hangs. */

/** Turns of the event loop a run may take; real ones take a few dozen. */
const MAX_TURNS = 2_000;

/** The value of `promise`, or an error once the event loop has turned so often that it can only be stuck. */
export async function settled<T>(promise: Promise<T>): Promise<T> {
  let over = false;
  const done = () => {
    over = true;
  };
  promise.then(done, done);
  for (let turn = 0; turn < MAX_TURNS && !over; turn++) await new Promise((resolve) => setImmediate(resolve));
  if (!over) throw new Error("The run never settles.");
  return promise;
}
