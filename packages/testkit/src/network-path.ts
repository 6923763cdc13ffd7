/**
 * A network path to a server on this machine that can break: its connections end, nothing answers at its address, or what is
 * sent does not arrive and nobody is told.
 */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface NetworkPath extends AsyncDisposable {
  readonly port: number;
  /** Ends all connections; new ones are made as before. */
  cut(): void;
  /** Nothing listens any more. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
  /** From now on nothing passes, in either direction, on any connection: as behind a cable that was pulled. */
  pull(): void;
  /** What was held up passes, as far as its connection still stands. */
  plug(): void;
}

/** @param target the port of the server, on 127.0.0.1 */
export async function openNetworkPath(target: number): Promise<NetworkPath> {
  const open = new Set<Socket>();
  let isPulled = false;
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      // A connection that breaks is what this is for: its end follows as "close".
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
      one.pipe(other);
      if (isPulled) one.pause();
    }
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  const leave = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    cut();
    await closed;
  };
  return {
    port,
    cut,
    leave,
    comeBack: () => listen(port),
    pull() {
      isPulled = true;
      for (const socket of open) socket.pause();
    },
    plug() {
      isPulled = false;
      for (const socket of open) socket.resume();
    },
    [Symbol.asyncDispose]: leave,
  };
}
