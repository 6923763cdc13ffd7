/** TinyAGI's API in memory, as far as a channel uses it, and channels that use it. For tests only. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client } from "@tinyagi/client";
import { AppError } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import { partial } from "@tinyagi/testkit/partial";
import { onTestFinished } from "vitest";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import type { Connection } from "../adapter/connection.js";
import type { Timing } from "../base/timing.js";
import type { ClaimedReply } from "../outbound/reply.js";
import { runChannel } from "./channel.js";

/** What the API gets: a part of every body. */
interface Body {
  readonly message?: string;
  readonly messageId?: string;
  readonly limit?: number;
  readonly error?: string;
  readonly permanent?: boolean;
  readonly release?: boolean;
  readonly retryAfterMs?: number;
}

interface Row {
  readonly reply: ClaimedReply;
  readonly chat: string;
  state: "pending" | "claimed" | "delivered" | "dead";
  attempts: number;
  notBefore: number;
}

export interface FakeApi {
  readonly client: Client;
  /** While true, every call fails as if no daemon answered. */
  isDown: boolean;
  /** Texts of accepted messages, in order. */
  readonly accepted: string[];
  /** What a press gets as its answer. */
  answer: string | undefined;
  /** Queues a reply for a chat. */
  reply(chat: string, message: string): void;
  /** As the daemon does before it starts the process of a channel again. */
  releaseClaims(): void;
  /** Replies that are not delivered, and dead ones. */
  readonly waiting: () => string[];
  readonly dead: () => string[];
  /** Reports of failed attempts. */
  readonly failures: Body[];
}

export function createFakeApi(timing: Pick<Timing, "now">): FakeApi {
  const replies = createReplies(timing);
  const known = new Set<string>();
  const accepted: string[] = [];
  const listeners = new Set<() => void>();

  function send({ message = "", messageId = "" }: Body) {
    if (known.has(messageId)) throw new AppError("DUPLICATE_MESSAGE", "known");
    known.add(messageId);
    accepted.push(message);
    const { answer: reply } = api;
    return { conversationId: messageId, agents: ["coder"], ...(reply === undefined ? {} : { reply }) };
  }

  async function call(name: string, { body = {}, params }: { body?: Body; params?: { id: string } }) {
    if (api.isDown) throw new AppError("DAEMON_UNREACHABLE", "down");
    if (name === "admitSender") return { admitted: true };
    if (name === "sendMessage") return send(body);
    if (name === "claimResponses") return replies.claim(body);
    const row = replies.find(params?.id);
    if (name === "failResponse") return replies.fail(row, body);
    row.state = "delivered";
    return {};
  }

  async function* events({ signal, onConnection }: Parameters<Client["events"]>[0] = {}) {
    if (api.isDown) throw new AppError("DAEMON_UNREACHABLE", "down");
    onConnection?.({ state: "open", gap: false } as never);
    while (signal?.aborted === false) {
      await new Promise<void>((resolve) => {
        listeners.add(resolve);
        signal.addEventListener("abort", () => resolve());
      });
      listeners.clear();
      yield { type: "reply.queued", time: 0, data: {} } as never;
    }
  }

  const api: FakeApi = {
    client: partial<Client>({ call: call as Client["call"], events }),
    isDown: false,
    accepted,
    answer: undefined,
    reply(chat, message) {
      replies.add(chat, message);
      for (const wake of listeners) wake();
    },
    releaseClaims: replies.releaseClaims,
    waiting: () => replies.inState("pending", "claimed"),
    dead: () => replies.inState("dead"),
    failures: replies.failures,
  };
  return api;
}

/** The replies of the daemon, as it hands them out. */
function createReplies(timing: Pick<Timing, "now">) {
  const rows: Row[] = [];
  const failures: Body[] = [];

  function find(id: string | undefined): Row {
    const row = rows[Number(id) - 1];
    if (row === undefined) throw new AppError("NOT_FOUND", "no such reply");
    return row;
  }

  /** The oldest open reply of each chat. */
  function claim({ limit = 1 }: Body) {
    const heads = new Map<string, Row>();
    for (const row of rows)
      if ((row.state === "pending" || row.state === "claimed") && !heads.has(row.chat))
        heads.set(row.chat, row);
    const due = [...heads.values()].filter(
      ({ state, notBefore }) => state === "pending" && notBefore <= timing.now(),
    );
    for (const row of due.slice(0, limit)) row.state = "claimed";
    return { responses: due.slice(0, limit).map(({ reply }) => reply) };
  }

  function fail(row: Row, body: Body) {
    failures.push(body);
    if (body.release !== true) row.attempts += 1;
    row.notBefore = timing.now() + (body.retryAfterMs ?? 1_000);
    row.state = body.permanent === true || row.attempts >= 10 ? "dead" : "pending";
    return {};
  }

  return {
    failures,
    find,
    claim,
    fail,
    add(chat: string, message: string): void {
      const id = rows.length + 1;
      const reply: ClaimedReply = {
        id,
        message,
        channel: "paper",
        sender: "Eve",
        senderId: "1",
        originalMessage: "",
        messageId: "m",
        agent: null,
        attempts: 1,
        idempotencyKey: `key${id}`,
        metadata: { chat },
      };
      rows.push({ reply, chat, state: "pending", attempts: 0, notBefore: 0 });
    },
    releaseClaims(): void {
      for (const row of rows) if (row.state === "claimed") row.state = "pending";
    },
    inState: (...states: Row["state"][]) =>
      rows.filter(({ state }) => states.includes(state)).map(({ reply }) => reply.message),
  };
}

export interface RunningChannel {
  readonly states: readonly Connection[];
  /** Waits until the last state is this one. */
  reached(state: Connection["state"]): Promise<Connection>;
  /** As the end of the process: what is under way stays as it is. @returns why it ended by itself, if it did */
  stop(): Promise<unknown>;
  readonly ended: Promise<unknown>;
}

export function startChannel(options: {
  readonly adapter: ChannelAdapter;
  readonly api: FakeApi;
  readonly timing: Timing;
}): RunningChannel {
  const { adapter, api, timing } = options;
  const stop = new AbortController();
  const states: Connection[] = [];
  const filesIn = mkdtempSync(join(tmpdir(), "tinyagi-files-"));
  const onConnection = (state: Connection) => void states.push(state);
  const channel = { adapter, timing, filesIn, onConnection, client: api.client, channel: "paper" };
  const ended = runChannel({ ...channel, log: () => {} }, stop.signal).then(
    () => undefined,
    (error: unknown) => error,
  );
  const running: RunningChannel = {
    states,
    ended,
    reached: (wanted) =>
      waitFor(() => states.findLast(({ state }, at) => at === states.length - 1 && state === wanted), {
        what: `the state ${wanted}`,
      }),
    stop() {
      stop.abort(new Error("over"));
      return ended;
    },
  };
  onTestFinished(async () => {
    await running.stop();
    rmSync(filesIn, { recursive: true, force: true });
  });
  return running;
}
