/** Envelopes of Socket Mode: each is delivered until it is acknowledged. */
import { randomUUID } from "node:crypto";
import type { WebSocket } from "ws";

interface Sent {
  readonly id: string;
  readonly type: string;
  readonly payload: unknown;
  attempts: number;
}

export interface Envelopes {
  readonly open: number;
  readonly sockets: ReadonlySet<WebSocket>;
  push(type: string, payload: unknown): void;
  connect(socket: WebSocket): void;
  redeliver(): void;
  giveUp(): void;
}

export function createEnvelopes(): Envelopes {
  const sockets = new Set<WebSocket>();
  const waiting = new Map<string, Sent>();
  const taken: Sent[] = [];

  /** Slack chooses one of the connections. */
  function deliver(sent: Sent): void {
    const socket = [...sockets].at(-1);
    if (socket === undefined) return;
    const { id, type, payload } = sent;
    const retry = sent.attempts === 0 ? {} : { retry_attempt: sent.attempts, retry_reason: "timeout" };
    sent.attempts += 1;
    const envelope = {
      envelope_id: id,
      type,
      payload,
      accepts_response_payload: type !== "events_api",
      ...retry,
    };
    socket.send(JSON.stringify(envelope));
  }

  return {
    get open() {
      return waiting.size;
    },
    sockets,
    push(type, payload) {
      const sent = { id: randomUUID(), type, payload, attempts: 0 };
      waiting.set(sent.id, sent);
      deliver(sent);
    },
    connect(socket) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
      socket.on("message", (data) => {
        const { envelope_id: id } = JSON.parse(String(data)) as { envelope_id: string };
        const sent = waiting.get(id);
        if (sent === undefined) return;
        waiting.delete(id);
        taken.push(sent);
      });
      socket.send(JSON.stringify({ type: "hello", num_connections: sockets.size, debug_info: {} }));
      for (const sent of waiting.values()) deliver(sent);
    },
    redeliver() {
      for (const sent of taken.splice(0)) {
        waiting.set(sent.id, sent);
        deliver(sent);
      }
    },
    giveUp: () => waiting.clear(),
  };
}
