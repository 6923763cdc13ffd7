/** A network path to a server on this machine that can break: its connections end, or nothing answers at its address. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Relay {
  readonly port: number;
  /** Ends all connections; new ones are made as before. */
  cut(): void;
  /** Nothing listens any more. */
  leave(): Promise<void>;
  comeBack(): Promise<void>;
}

/** @param target the port of the server, on 127.0.0.1 */
export async function openRelay(target: number): Promise<Relay> {
  const open = new Set<Socket>();
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
    }
    near.pipe(far).pipe(near);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    port,
    cut,
    async leave() {
      if (!server.listening) return;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      cut();
      await closed;
    },
    comeBack: () => listen(port),
  };
}
