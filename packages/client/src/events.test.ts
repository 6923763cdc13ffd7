import { type AppError, isAppError, type JournalEvent } from "@tinyagi/contracts";
import { describe, expect, it, vi } from "vitest";
import { createClient } from "./client.js";
import type { ConnectionState, EventOptions } from "./events.js";

const closed = (seq: number, conversationId = "conv_aaaaaa"): string =>
  `id: ${seq}\nevent: conversation.closed\ndata: ${JSON.stringify({
    type: "conversation.closed",
    time: seq,
    conversationId,
    data: { status: "closed", replies: 1 },
  })}\n\n`;

type Script = (init: RequestInit, url: URL) => Response;

/** A stream of the given chunks. `end` breaks it off; otherwise it stays open until it is aborted. */
function stream(
  chunks: readonly (string | Uint8Array)[],
  end: "stays" | "ends" | "breaks" = "stays",
): Script {
  return (init) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const chunk of chunks) {
          controller.enqueue(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
        }
        if (end === "ends") controller.close();
        else init.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
      },
      pull(controller) {
        if (end === "breaks") controller.error(new TypeError("terminated"));
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
}

const refuse =
  (code: string, status: number): Script =>
  () =>
    new Response(JSON.stringify({ error: "no", code }), {
      status,
      headers: { "content-type": "application/json" },
    });

function follow(scripts: Script[], options: EventOptions = {}, silenceMs = 10_000) {
  const requests: { url: URL; headers: Record<string, string> }[] = [];
  const states: ConnectionState[] = [];
  const stop = new AbortController();
  const client = createClient({
    baseUrl: "http://127.0.0.1:3777",
    silenceMs,
    random: () => 0,
    fetch: async (url, init) => {
      requests.push({ url: new URL(url), headers: init.headers as Record<string, string> });
      const script = scripts[requests.length - 1];
      if (script === undefined) throw new TypeError("fetch failed");
      return script(init, new URL(url));
    },
  });
  const events = client.events({
    signal: stop.signal,
    onConnection: (state) => states.push(state),
    ...options,
  });
  return { events, requests, states, stop };
}

async function take(events: AsyncIterable<JournalEvent>, count: number): Promise<(number | undefined)[]> {
  const seqs: (number | undefined)[] = [];
  for await (const event of events) {
    seqs.push(event.seq);
    if (seqs.length === count) break;
  }
  return seqs;
}

async function toFailure(events: AsyncIterable<JournalEvent>): Promise<AppError> {
  try {
    for await (const _ of events);
  } catch (error) {
    if (isAppError(error)) return error;
  }
  throw new Error("it did not fail");
}

describe("the event stream", () => {
  it("returns journal events in order and skips legacy events and unknown frames", async () => {
    const old = `id: 1\nevent: message:done\ndata: {"type":"message:done","timestamp":1}\n\n`;
    const noise = ": keep-alive\n\ndata: not json\n\nevent: newer.thing\ndata: {}\n\n";
    const { events } = follow([stream([old, closed(1), noise, closed(2)])]);
    expect(await take(events, 2)).toEqual([1, 2]);
  });

  it("joins frames that arrive in pieces, also when a character is split", async () => {
    const bytes = new TextEncoder().encode(closed(7, "conv_ä日本🙂"));
    const pieces = Array.from({ length: bytes.length }, (_, index) => bytes.slice(index, index + 1));
    const { events } = follow([stream(pieces)]);
    for await (const event of events) {
      expect(event).toMatchObject({ seq: 7, conversationId: "conv_ä日本🙂" });
      break;
    }
  });

  it("resumes after the last event when the connection breaks, and drops a repeated one", async () => {
    const script = [stream([closed(1), closed(2)], "ends"), stream([closed(2), closed(3)])];
    const { events, requests, states } = follow(script);
    expect(await take(events, 3)).toEqual([1, 2, 3]);
    expect(requests[0]?.headers).not.toHaveProperty("last-event-id");
    expect(requests[1]?.headers["last-event-id"]).toBe("2");
    expect(requests[1]?.url.searchParams.get("since")).toBe("2");
    expect(states.map((one) => one.state)).toEqual(["connecting", "open", "lost", "connecting", "open"]);
    expect(states.at(-1)).toEqual({ state: "open", resumed: true, gap: false });
  });

  it("reports a gap when it had no position to resume from", async () => {
    const { events, states } = follow([stream([], "ends"), stream([closed(9)])]);
    expect(await take(events, 1)).toEqual([9]);
    expect(states.at(-1)).toMatchObject({ resumed: true, gap: true });
  });

  it("resumes without a gap from the position in the first frame, even before the first event", async () => {
    const connected = 'event: connected\ndata: {"timestamp":1}\nid: 41\n\n';
    const { events, requests, states } = follow([stream([connected], "ends"), stream([closed(42)])]);
    expect(await take(events, 1)).toEqual([42]);
    expect(requests[1]?.headers["last-event-id"]).toBe("41");
    expect(states.at(-1)).toEqual({ state: "open", resumed: true, gap: false });
  });

  it("starts again and reports the gap when the server has deleted later events", async () => {
    const scripts = [stream([closed(1)], "ends"), refuse("EVENTS_PRUNED", 410), stream([closed(500)])];
    const { events, requests, states } = follow(scripts);
    expect(await take(events, 2)).toEqual([1, 500]);
    expect(requests[2]?.headers).not.toHaveProperty("last-event-id");
    expect(states.at(-1)).toMatchObject({ state: "open", gap: true });
  });

  it("throws immediately when the first connection fails or the token is refused later", async () => {
    expect((await toFailure(follow([]).events)).code).toBe("DAEMON_UNREACHABLE");
    expect((await toFailure(follow([refuse("UNAUTHORIZED", 401)]).events)).code).toBe("UNAUTHORIZED");
    const later = follow([stream([], "ends"), refuse("UNAUTHORIZED", 401)]);
    expect((await toFailure(later.events)).code).toBe("UNAUTHORIZED");
  });

  it("gives up after the configured time", async () => {
    const { events } = follow([stream([], "ends")], { giveUpAfterMs: 50 });
    expect((await toFailure(events)).code).toBe("DAEMON_UNREACHABLE");
  });

  it("replaces a connection on which not even comments arrive", async () => {
    const { events, states } = follow([stream([]), stream([closed(4)])], {}, 20);
    expect(await take(events, 1)).toEqual([4]);
    expect(states.some((one) => one.state === "lost")).toBe(true);
  });

  it("returns without an error when its signal aborts, and closes the connection when the caller stops reading", async () => {
    const signals: AbortSignal[] = [];
    const open: Script = (init, url) => {
      if (init.signal) signals.push(init.signal);
      return stream([closed(1)])(init, url);
    };
    const first = follow([open]);
    const all = take(first.events, 99);
    await vi.waitFor(() => expect(first.states.at(-1)?.state).toBe("open"));
    first.stop.abort();
    expect((await all).length).toBeLessThan(2);
    await take(follow([open]).events, 1);
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
  });

  it("sends its filters to the server", async () => {
    const options = {
      since: 3,
      types: ["run.started", "run.failed"] as const,
      conversation: "conv_x",
      agent: "a",
    };
    const { events, requests } = follow([stream([closed(4)])], options);
    await take(events, 1);
    expect(Object.fromEntries(requests[0]?.url.searchParams ?? [])).toEqual({
      since: "3",
      types: "run.started,run.failed",
      conversation: "conv_x",
      agent: "a",
    });
  });
});
