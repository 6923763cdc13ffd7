/**
 * The clients of the chaos tests: a sender that repeats a message until it is accepted, and a channel that receives
 * replies and acknowledges them. Both report to the oracle; neither reads the daemon's files.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Oracle } from "@tinyagi/testkit";
import type { DaemonHost, ServingDaemon } from "./daemon-host.js";

export const CHANNEL = "chaos";
const REQUEST_TIMEOUT_MS = 100_000;
const GIVE_UP_MS = 120_000;
const RETRY_PAUSE_MS = 15;
/** Short, so that replies claimed in a lost answer of a dying daemon are delivered again soon. */
const LEASE_MS = 1_000;
const CLAIM_LIMIT = 20;
const BUSY_STATUS: ReadonlySet<number> = new Set([429, 502, 503]);

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: the body can have any shape; each test checks what it uses
  readonly body: any;
}

/** One request to a daemon. @throws when the connection breaks */
export async function call(
  daemon: Pick<ServingDaemon, "url" | "token">,
  method: string,
  path: string,
  { body, timeoutMs = REQUEST_TIMEOUT_MS }: { body?: unknown; timeoutMs?: number } = {},
): Promise<Answer> {
  const response = await fetch(`${daemon.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${daemon.token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: response.status, body: await response.json() };
}

export interface OutgoingMessage {
  readonly id: string;
  readonly text: string;
  readonly agent?: string;
  /** Exact number of replies that the person must get. */
  readonly replies?: number;
}

export interface Counters {
  accepted: number;
  /** Acknowledged by 409 after an answer was lost. */
  acceptedTwice: number;
  brokenConnections: number;
  delivered: number;
  redelivered: number;
}

export interface Sender {
  /** Sends with the same id until the daemon confirms that it has the message. */
  readonly send: (message: OutgoingMessage) => Promise<void>;
}

export interface Parts {
  readonly host: DaemonHost;
  readonly oracle: Oracle;
  readonly counters: Counters;
  readonly onProgress: () => void;
}

export function createSender({ host, oracle, counters, onProgress }: Parts): Sender {
  return {
    async send({ id, text, agent, replies }) {
      const request = { channel: CHANNEL, inboundId: id, ...(replies === undefined ? {} : { replies }) };
      const body = { message: text, messageId: id, channel: CHANNEL, sender: "Ada", senderId: "ada", agent };
      for (const deadline = performance.now() + GIVE_UP_MS; performance.now() < deadline; ) {
        const daemon = host.current();
        const answer = daemon === undefined ? undefined : await attempt(daemon, body);
        if (answer === "broken") {
          counters.brokenConnections += 1;
          oracle.uncertain(request);
        } else if (answer !== undefined && (answer.status === 200 || answer.status === 409)) {
          if (answer.status === 409) counters.acceptedTwice += 1;
          counters.accepted += 1;
          oracle.acknowledged(request);
          onProgress();
          return;
        } else if (answer !== undefined && !BUSY_STATUS.has(answer.status)) {
          throw new Error(`message ${id} was answered ${answer.status}: ${JSON.stringify(answer.body)}`);
        }
        await sleep(RETRY_PAUSE_MS);
      }
      throw new Error(`message ${id} was not accepted within ${GIVE_UP_MS} ms`);
    },
  };
}

async function attempt(daemon: ServingDaemon, body: unknown): Promise<Answer | "broken"> {
  try {
    return await call(daemon, "POST", "/api/message", { body });
  } catch {
    // The daemon died during the request: it is unknown whether the message was accepted.
    return "broken";
  }
}

interface ClaimedReply {
  readonly id: number;
  readonly message: string;
  readonly messageId: string;
  readonly idempotencyKey: string;
}

export interface ReplyConsumer {
  readonly replies: () => readonly ClaimedReply[];
  /** Messages with at least one reply. */
  readonly answered: () => number;
  readonly stop: () => Promise<void>;
}

/** Receives replies in order and acknowledges each, like a channel, until it is stopped. */
export function startConsumer({ host, oracle, counters, onProgress }: Parts): ReplyConsumer {
  const seen = new Map<string, ClaimedReply>();
  const answered = new Set<string>();
  let stopped = false;
  const round = async (daemon: ServingDaemon): Promise<number> => {
    const body = { channel: CHANNEL, limit: CLAIM_LIMIT, leaseMs: LEASE_MS };
    const claimed = await call(daemon, "POST", "/api/responses/claim", { body });
    const replies: ClaimedReply[] = claimed.status === 200 ? claimed.body.responses : [];
    for (const reply of replies) {
      if (seen.has(reply.idempotencyKey)) counters.redelivered += 1;
      else counters.delivered += 1;
      seen.set(reply.idempotencyKey, reply);
      answered.add(reply.messageId);
      oracle.delivered({
        channel: CHANNEL,
        outboxId: reply.id,
        key: reply.idempotencyKey,
        text: reply.message,
      });
      onProgress();
    }
    await Promise.all(replies.map(({ id }) => call(daemon, "POST", `/api/responses/${id}/ack`)));
    return replies.length;
  };
  const work = (async () => {
    while (!stopped) {
      const daemon = host.current();
      // The connection breaks when the daemon dies. Replies that were not acknowledged are delivered again.
      const taken = daemon === undefined ? 0 : await round(daemon).catch(() => 0);
      if (taken === 0) await sleep(RETRY_PAUSE_MS);
    }
  })();
  return {
    replies: () => [...seen.values()],
    answered: () => answered.size,
    stop: async () => {
      stopped = true;
      await work;
    },
  };
}
