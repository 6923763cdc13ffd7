/** Passes news on at most so often: the first at once, the last never lost. */

/** @returns a way to subscribe whose listeners are called at most once in `everyMs` */
export function paced(
  subscribe: (listener: () => void) => () => void,
  everyMs: number,
): (listener: () => void) => () => void {
  return (listener) => {
    let timer: NodeJS.Timeout | undefined;
    let isWaiting = false;
    function open(): void {
      timer = undefined;
      if (isWaiting) pass();
    }
    const pass = (): void => {
      isWaiting = false;
      timer = setTimeout(open, everyMs);
      listener();
    };
    const stop = subscribe(() => {
      if (timer === undefined) pass();
      else isWaiting = true;
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  };
}
