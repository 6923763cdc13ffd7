/** Sends messages and waits for their replies in the event stream. Polling would measure itself. */
import type { BenchDaemon } from "./daemon.js";

export interface Replies extends Disposable {
  /** Sends a message to an agent. Resolves with the milliseconds until its reply is in the stream. One at a time. */
  readonly ask: (agent: string, message?: string) => Promise<number>;
}

/** Opens the stream of a daemon that nobody else sends to meanwhile. Resolves when it is open. */
export async function openReplies(daemon: Pick<BenchDaemon, "client" | "post">): Promise<Replies> {
  const reading = new AbortController();
  let opened = () => {};
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const events = daemon.client.events({
    types: ["reply.queued"],
    signal: reading.signal,
    onConnection: ({ state }) => (state === "open" ? opened() : undefined),
  });
  const replies = events[Symbol.asyncIterator]();
  let next = replies.next();
  await isOpen;
  return {
    ask: async (agent, message = "hello") => {
      const begun = performance.now();
      const { status, body } = await daemon.post("/api/message", { message, agent });
      if (status !== 200) throw new Error(body);
      await next;
      const took = performance.now() - begun;
      next = replies.next();
      return took;
    },
    [Symbol.dispose]: () => reading.abort(),
  };
}
