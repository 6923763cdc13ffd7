/**
 * A port is the named place of a part that others need before it exists. Parts that need each other meet at a port, so
 * that the composition shows the circle, and no closure reads a constant that is declared later.
 */

export interface Port<T> {
  /** The connected part. @throws Error when no part is connected */
  readonly part: T;
  /** @throws Error when a part is connected already */
  connect(part: T): void;
}

/** @param name what the port connects to, for the error of a use that comes too early */
export function createPort<T extends object>(name: string): Port<T> {
  let connected: T | undefined;
  return {
    get part() {
      if (connected === undefined) throw new Error(`The port "${name}" is used before it is connected.`);
      return connected;
    },
    connect(part) {
      if (connected !== undefined) throw new Error(`The port "${name}" is connected twice.`);
      connected = part;
    },
  };
}
