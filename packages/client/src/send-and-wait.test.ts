import { AppError, type ConversationDetail, type JournalEvent } from "@tinyagi/contracts";
import { describe, expect, it } from "vitest";
import { createClient } from "./client.js";

const ID = "conv_abcdef";

/** An in-memory daemon with one conversation and one event stream that tests can cut. */
class FakeDaemon {
  readonly log: string[] = [];
  status: ConversationDetail["status"] = "open";
  streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  seq = 0;
  /** Runs inside the request that sends the message. */
  onSend: (body: { messageId?: string; channel?: string }) => Response = () => this.accept();
  lookFailures = 0;
  taken: string[] = [];

  readonly fetch = async (href: string, init: RequestInit): Promise<Response> => {
    const url = new URL(href);
    this.log.push(`${init.method} ${url.pathname}`);
    if (url.pathname === "/api/events/stream") return this.#open(init);
    if (url.pathname === "/api/message") {
      const body = JSON.parse(String(init.body)) as { messageId: string };
      this.taken.push(body.messageId);
      return this.onSend(body);
    }
    if (url.pathname === "/api/conversations") return json([this.detail()]);
    if (this.lookFailures > 0) {
      this.lookFailures -= 1;
      return json({ error: "busy", code: "UNAVAILABLE" }, 503);
    }
    return json(this.detail());
  };

  accept(): Response {
    return json({ ok: true, messageId: this.taken.at(-1), conversationId: ID, agents: ["coder"] });
  }

  emit(type: JournalEvent["type"], conversationId = ID): void {
    this.seq += 1;
    const event = { type, time: this.seq, conversationId, data: { agent: "coder" } };
    const frame = `id: ${this.seq}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`;
    for (const stream of this.streams) stream.enqueue(new TextEncoder().encode(frame));
  }

  close(): void {
    this.status = "closed";
    this.emit("conversation.closed");
  }

  cut(): void {
    for (const stream of this.streams.splice(0)) stream.error(new TypeError("terminated"));
  }

  #open(init: RequestInit): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.streams.push(controller);
        init.signal?.addEventListener("abort", () => {
          this.streams = this.streams.filter((one) => one !== controller);
          controller.error(init.signal?.reason);
        });
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  }

  detail(): ConversationDetail {
    const reply = {
      id: 1,
      message: "done",
      agent: "coder",
      agents: ["coder"],
      files: [],
      createdAt: 2,
      parts: null,
      notes: [],
    };
    return {
      id: ID,
      messageId: this.taken[0] ?? "m",
      channel: "api",
      sender: "API",
      senderId: null,
      team: null,
      join: "reply",
      status: this.status,
      text: "hi",
      followUpOf: null,
      limitReached: null,
      createdAt: 1,
      closedAt: this.status === "open" ? null : 2,
      unread: false,
      waiting: false,
      working: false,
      agent: "coder",
      messages: [],
      runs: [],
      replies: this.status === "open" ? [] : [reply],
    };
  }
}

const json = (body: unknown, status = 200): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

const buildClient = (daemon: FakeDaemon) =>
  createClient({
    baseUrl: "http://127.0.0.1:3777",
    fetch: daemon.fetch,
    random: () => 0,
    newMessageId: () => "cli_one",
  });

describe("sendAndWait", () => {
  it("opens the stream before it sends, and returns the replies when the conversation ends", async () => {
    const daemon = new FakeDaemon();
    const seen: string[] = [];
    const result = await buildClient(daemon).sendAndWait(
      { message: "hi" },
      {
        onAccepted: (accepted) => {
          seen.push(accepted.conversationId);
          daemon.emit("run.started");
          daemon.emit("run.started", "conv_another");
          daemon.close();
        },
        onEvent: (event) => seen.push(event.type),
      },
    );
    expect(daemon.log.slice(0, 2)).toEqual(["GET /api/events/stream", "POST /api/message"]);
    expect(seen).toEqual([ID, "run.started", "conversation.closed"]);
    expect(result.replies.map((reply) => reply.message)).toEqual(["done"]);
    expect(daemon.streams).toHaveLength(0);
  });

  it("detects a conversation that ends before the send is answered", async () => {
    const daemon = new FakeDaemon();
    const types: string[] = [];
    daemon.onSend = () => {
      daemon.emit("run.started");
      daemon.close();
      return daemon.accept();
    };
    const options = { onEvent: (event: JournalEvent) => types.push(event.type) };
    expect((await buildClient(daemon).sendAndWait({ message: "hi" }, options)).conversation.status).toBe(
      "closed",
    );
    expect(types).toEqual(["run.started", "conversation.closed"]);
  });

  it("detects an end during a lost connection, even when the first request for the state fails", async () => {
    const daemon = new FakeDaemon();
    let gaps = 0;
    const done = buildClient(daemon).sendAndWait(
      { message: "hi" },
      {
        onAccepted: () => {
          daemon.lookFailures = 2;
          daemon.cut();
          daemon.status = "closed";
        },
        onSnapshot: () => {
          gaps += 1;
        },
      },
    );
    expect((await done).replies).toHaveLength(1);
    expect(gaps).toBeLessThanOrEqual(1);
  });

  it("repeats a send with the same id when its response was lost, and finds the accepted message", async () => {
    const daemon = new FakeDaemon();
    daemon.onSend = () => {
      if (daemon.taken.length === 1) throw new TypeError("fetch failed");
      daemon.status = "closed";
      return json({ error: "known", code: "DUPLICATE_MESSAGE" }, 409);
    };
    const result = await buildClient(daemon).sendAndWait({ message: "hi" });
    expect(daemon.taken).toEqual(["cli_one", "cli_one"]);
    expect(result.accepted).toMatchObject({ messageId: "cli_one", conversationId: ID });
  });

  it("throws a refusal, a duplicate and an unreachable daemon immediately", async () => {
    const refused = new FakeDaemon();
    refused.onSend = () => json({ error: "no such agent", code: "UNKNOWN_AGENT" }, 400);
    const send = buildClient(refused).sendAndWait({ message: "hi", agent: "x" });
    await expect(send).rejects.toMatchObject({ code: "UNKNOWN_AGENT" });
    const duplicate = new FakeDaemon();
    duplicate.onSend = () => json({ error: "known", code: "DUPLICATE_MESSAGE" }, 409);
    await expect(buildClient(duplicate).sendAndWait({ message: "hi" })).rejects.toMatchObject({
      status: 409,
    });
    const nobody = createClient({
      baseUrl: "http://127.0.0.1:1",
      fetch: () => Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } })),
    });
    await expect(nobody.sendAndWait({ message: "hi" })).rejects.toMatchObject({ code: "DAEMON_UNREACHABLE" });
    expect([refused.streams, duplicate.streams]).toEqual([[], []]);
  });

  it("names the conversation that continues after a timeout, and stops when it is aborted", async () => {
    const daemon = new FakeDaemon();
    const late = await buildClient(daemon)
      .sendAndWait({ message: "hi" }, { timeoutMs: 30 })
      .catch((error: unknown) => error);
    expect(late).toBeInstanceOf(AppError);
    expect(late).toMatchObject({ code: "TIMED_OUT", details: [{ path: "conversationId", message: ID }] });
    const controller = new AbortController();
    const waiting = buildClient(daemon).sendAndWait(
      { message: "hi" },
      { signal: controller.signal, onAccepted: () => controller.abort(new Error("the person left")) },
    );
    await expect(waiting).rejects.toThrow("the person left");
    expect(daemon.streams).toHaveLength(0);
  });
});
