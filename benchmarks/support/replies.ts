/** Sends messages and waits for their replies in the event stream. Polling would measure itself. */
import type { BenchDaemon } from "./daemon.js";

export interface Replies extends Disposable {
  /** Sends a message to an agent. Resolves with the milliseconds until its reply is in the stream. One at a time. */
  readonly ask: (agent: string) => Promise<number>;
}

/** Opens the stream of a daemon that nobody else sends to. */
export function openReplies(daemon: BenchDaemon): Replies {
  const reading = new AbortController();
  const events = daemon.client.events({ types: ["reply.queued"], signal: reading.signal });
  const replies = events[Symbol.asyncIterator]();
  return {
    ask: async (agent) => {
      const begun = performance.now();
      const { status, body } = await daemon.post("/api/message", { message: "hello", agent });
      if (status !== 200) throw new Error(body);
      await replies.next();
      return performance.now() - begun;
    },
    [Symbol.dispose]: () => reading.abort(),
  };
}
