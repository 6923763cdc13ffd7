/** The event stream over real HTTP: replay without gap or repeat, ids, filters, keep-alive, cap and close. */
import { afterEach, describe, expect, it } from "vitest";
import { createFixture, type Fixture, type FixtureOptions } from "../../test/app-fixture.js";
import { openStream, type Reader, type ReaderOptions } from "../../test/sse-reader.js";

const fixtures: Fixture[] = [];
const readers: Reader[] = [];
async function serve(options: FixtureOptions = {}): Promise<Fixture & { base: string }> {
  const fixture = createFixture(options);
  fixtures.push(fixture);
  return { ...fixture, base: await fixture.listen() };
}
async function open(base: string, query = "", options: ReaderOptions = {}): Promise<Reader> {
  const reader = await openStream(base, `/api/events/stream${query}`, options);
  readers.push(reader);
  return reader;
}
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  for (const fixture of fixtures.splice(0)) await fixture.app.close();
});

const DENIED = { fromAgent: "a", toAgent: "b", reason: "not a teammate" };
const HANDOFF = { fromAgent: "a", toAgent: "b", team: "dev", hop: 1 };
const PROGRESS = { agent: "coder", agentName: "Coder", text: "reading", delta: false, messageId: "m1" };
const ids = (reader: Reader): number[] =>
  reader.frames
    .filter((frame) => frame.event !== "connected" && frame.id !== undefined)
    .map((frame) => Number(frame.id));
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("the event stream", () => {
  it("starts with connected and a timestamp, with headers that prevent buffering by proxies", async () => {
    const { base } = await serve({ now: () => 42 });
    const reader = await open(base);
    expect(reader.status).toBe(200);
    expect(reader.headers["content-type"]).toBe("text/event-stream");
    expect(reader.headers["cache-control"]).toBe("no-cache, no-transform");
    expect(reader.headers["x-content-type-options"]).toBe("nosniff");
    await expect
      .poll(() => reader.frames)
      .toEqual([{ event: "connected", data: { timestamp: 42 }, id: "0" }]);
  });

  it("sends each event with its sequence number, after its legacy names without one", async () => {
    const { base, feed } = await serve();
    const reader = await open(base);
    await expect.poll(() => reader.frames.length).toBe(1);
    feed.append("handoff.created", HANDOFF, { conversationId: "conv_1" });
    await expect.poll(() => reader.frames.length).toBe(3);
    expect(reader.frames[1]).toEqual({
      event: "agent:mention",
      data: { type: "agent:mention", timestamp: 1_001, teamId: "dev", fromAgent: "a", toAgent: "b" },
    });
    expect(reader.frames[2]).toEqual({
      event: "handoff.created",
      id: "1",
      data: { seq: 1, type: "handoff.created", time: 1_001, data: HANDOFF, conversationId: "conv_1" },
    });
  });

  it("sends live-only progress without an id under both names", async () => {
    const { base, feed } = await serve();
    const reader = await open(base);
    await expect.poll(() => reader.frames.length).toBe(1);
    feed.live("run.progressed", PROGRESS);
    await expect.poll(() => reader.frames.length).toBe(3);
    expect(reader.frames.slice(1).map(({ event, id }) => [event, id])).toEqual([
      ["agent:progress", undefined],
      ["run.progressed", undefined],
    ]);
  });

  it.each([
    ["Last-Event-ID", "", { "last-event-id": "40" }],
    ["since", "?since=40", {}],
    ["Last-Event-ID before since", "?since=3", { "last-event-id": "40" }],
  ])(
    "replays from %s, each event once and in order, including those that happen meanwhile",
    async (_name, query, headers) => {
      const { base, feed } = await serve({ limits: { streamPage: 7 } });
      for (let index = 0; index < 100; index += 1) feed.append("handoff.denied", DENIED);
      const reader = await open(base, query, { headers: headers as Record<string, string> });
      for (let index = 0; index < 100; index += 1) {
        feed.append("handoff.denied", DENIED);
        if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      await expect.poll(() => ids(reader).at(-1)).toBe(200);
      expect(ids(reader)).toEqual(range(41, 200));
    },
  );

  it("has no gap and no repeat when a reader reconnects at any position", async () => {
    const { base, feed } = await serve();
    const seen: number[] = [];
    let lastId = "0";
    for (let round = 0; round < 8; round += 1) {
      feed.append("handoff.created", HANDOFF);
      feed.append("handoff.denied", DENIED);
      const reader = await open(base, "", { headers: { "last-event-id": lastId } });
      await expect.poll(() => ids(reader).length).toBeGreaterThan(0);
      seen.push(...ids(reader));
      lastId = String(seen.at(-1));
      reader.close();
    }
    expect(seen).toEqual(range(1, seen.length));
  });

  it("sends an event that reached the journal but not the subscription", async () => {
    const { base, feed } = await serve();
    const reader = await open(base);
    await expect.poll(() => reader.frames.length).toBe(1);
    feed.appendUntold("handoff.denied", DENIED);
    feed.appendUntold("handoff.denied", DENIED);
    feed.append("handoff.denied", DENIED);
    await expect.poll(() => ids(reader)).toEqual([1, 2, 3]);
  });

  it("sends an event once when the subscription delivers it after the replay", async () => {
    const { base, feed } = await serve();
    feed.appendUntold("handoff.denied", DENIED);
    const reader = await open(base, "?since=0");
    await expect.poll(() => ids(reader)).toEqual([1]);
    feed.publish(1);
    feed.append("handoff.denied", DENIED);
    await expect.poll(() => ids(reader).at(-1)).toBe(2);
    expect(ids(reader)).toEqual([1, 2]);
  });

  it("answers 410 with a hint when later events were deleted or the position is unknown", async () => {
    const { base, feed } = await serve();
    for (let index = 0; index < 10; index += 1) feed.append("handoff.denied", DENIED);
    feed.prune(6);
    for (const since of [0, 4, 11]) {
      const reader = await open(base, `?since=${since}`);
      expect(reader.status).toBe(410);
      await expect.poll(() => reader.ended()).toBe(true);
      const body: unknown = JSON.parse(reader.text());
      expect(body).toMatchObject({ code: "EVENTS_PRUNED", error: expect.stringContaining("since=10") });
    }
    const reader = await open(base, "?since=5");
    await expect.poll(() => ids(reader)).toEqual(range(6, 10));
  });

  it.each(["?since=x", "?since=-1", "?types=nonsense", "?since=1&since=2"])(
    "answers 400 to %s",
    async (query) => {
      const { base } = await serve();
      expect((await open(base, query)).status).toBe(400);
    },
  );

  it("answers 400 to a Last-Event-ID that is not a sequence number", async () => {
    const { base } = await serve();
    expect((await open(base, "", { headers: { "last-event-id": "1e3" } })).status).toBe(400);
  });

  it("filters by type, conversation and agent, and puts the id on the last frame it sends", async () => {
    const { base, feed } = await serve();
    const byType = await open(base, "?types=agent:mention,daemon.stopping");
    const byConversation = await open(base, "?conversation=conv_2");
    const byAgent = await open(base, "?agent=coder");
    for (const reader of [byType, byConversation, byAgent])
      await expect.poll(() => reader.frames.length).toBe(1);
    feed.append("handoff.created", HANDOFF, { conversationId: "conv_1" });
    feed.append("handoff.denied", DENIED, { conversationId: "conv_2" });
    feed.append("message.deleted", { agent: "coder" });
    feed.append("daemon.stopping", { bootId: "b", signal: "SIGTERM" }, { agentId: "coder" });
    const names = (reader: Reader) => reader.frames.slice(1).map(({ event, id }) => [event, id]);
    await expect
      .poll(() => names(byType))
      .toEqual([
        ["agent:mention", "1"],
        ["daemon.stopping", "4"],
      ]);
    await expect.poll(() => names(byConversation)).toEqual([["handoff.denied", "2"]]);
    await expect
      .poll(() => names(byAgent))
      .toEqual([
        ["message.deleted", "3"],
        ["daemon.stopping", "4"],
      ]);
  });

  it("keeps a quiet stream alive and advances a filtered reader's position", async () => {
    const { base, feed } = await serve({ limits: { streamKeepAliveMs: 20 } });
    const reader = await open(base, "?types=daemon.stopping");
    await expect.poll(() => reader.comments.length).toBeGreaterThan(1);
    expect(reader.comments[0]).toBe("heartbeat");
    for (let index = 0; index < 5; index += 1) feed.append("handoff.denied", DENIED);
    await expect.poll(() => reader.frames.at(-1)).toEqual({ id: "5" });
  });

  it("answers 503 with Retry-After beyond the limit, and accepts a new reader when one has left", async () => {
    const { base, feed } = await serve({ limits: { streams: 2 } });
    const first = await open(base);
    await open(base);
    const third = await open(base);
    expect(third.status).toBe(503);
    expect(Number(third.headers["retry-after"])).toBeGreaterThan(0);
    await expect.poll(() => third.text()).toContain("TOO_MANY_STREAMS");
    first.close();
    await expect.poll(async () => (await open(base)).status).toBe(200);
    expect(feed.listeners).toBe(1);
  });

  it("removes the subscription when the last reader has left", async () => {
    const { base, feed } = await serve();
    const all = [await open(base), await open(base)];
    expect(feed.listeners).toBe(1);
    for (const reader of all) reader.close();
    await expect.poll(() => feed.listeners).toBe(0);
  });

  it("ends all streams immediately when the app closes", async () => {
    const { base, app, feed } = await serve();
    const all = await Promise.all(Array.from({ length: 20 }, () => open(base)));
    await app.close();
    for (const reader of all) await expect.poll(() => reader.ended()).toBe(true);
    expect(feed.listeners).toBe(0);
  });

  it.each([undefined, "*/*", "text/*", "text/event-stream", "application/json, */*;q=0.1"])(
    "serves a client that sends Accept: %s",
    async (accept) => {
      const { base } = await serve();
      const reader = await open(base, "", { headers: accept === undefined ? {} : { accept } });
      expect(reader.status).toBe(200);
    },
  );

  it.each(["application/json", "text/event-stream;q=0", "*/*, text/event-stream;q=0.0"])(
    "answers 406 to a client that sends Accept: %s, and subscribes to nothing",
    async (accept) => {
      const { base, feed } = await serve();
      const reader = await open(base, "", { headers: { accept } });
      expect(reader.status).toBe(406);
      await expect.poll(() => reader.ended()).toBe(true);
      expect(JSON.parse(reader.text())).toEqual({
        error: "This route only sends text/event-stream. Allow it in the Accept header.",
        code: "NOT_ACCEPTABLE",
      });
      expect(reader.headers["x-content-type-options"]).toBe("nosniff");
      expect(feed.listeners).toBe(0);
    },
  );

  it("is refused without a token, before it subscribes to anything", async () => {
    const { base, feed } = await serve();
    const reader = await open(base, "", { headers: { authorization: "" } });
    expect(reader.status).toBe(401);
    expect(feed.listeners).toBe(0);
  });
});
