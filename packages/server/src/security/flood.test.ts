/** Attacks over a real socket: floods, slow callers, stalled readers, and bytes that are not HTTP. */
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { createFixture, type Fixture, type FixtureOptions, TOKEN } from "../../test/app-fixture.js";
import { openStream, type Reader } from "../../test/sse-reader.js";
import { FileAnswer } from "../routing/file-answer.js";

const fixtures: Fixture[] = [];
const sockets: Socket[] = [];
const readers: Reader[] = [];
async function serve(options: FixtureOptions = {}): Promise<Fixture & { base: string }> {
  const fixture = createFixture(options);
  fixtures.push(fixture);
  return { ...fixture, base: await fixture.listen() };
}
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const fixture of fixtures.splice(0)) await fixture.app.close();
});

interface RawSocket {
  socket: Socket;
  received(): string;
  closed(): boolean;
}
function raw(fixture: Fixture, text: string): RawSocket {
  const socket = connect(fixture.port(), "127.0.0.1");
  sockets.push(socket);
  let received = "";
  let closed = false;
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    received += chunk;
  });
  socket.on("error", () => {
    closed = true;
  });
  socket.on("close", () => {
    closed = true;
  });
  socket.write(text);
  return { socket, received: () => received, closed: () => closed };
}
const lines = (...text: string[]): string => `${text.join("\r\n")}\r\n\r\n`;
const bearer = `Authorization: Bearer ${TOKEN}`;
const MIB = 1_048_576;

describe("bytes on the socket", () => {
  it("refuses two Host headers, none, and a target that names another host", async () => {
    const fixture = await serve();
    const host = `Host: localhost:${fixture.port()}`;
    const requests = [
      lines("GET /healthz HTTP/1.1", host, host),
      lines("GET /healthz HTTP/1.1", host, "Host: evil.example"),
      lines("GET /healthz HTTP/1.1", "X: y"),
      lines("GET /healthz HTTP/1.0"),
      lines("GET /healthz HTTP/1.1", "Host:"),
      lines("GET http://evil.example/healthz HTTP/1.1", host),
      lines("OPTIONS * HTTP/1.1", host),
    ];
    for (const request of requests) {
      const { received } = raw(fixture, request);
      await expect.poll(received).toContain("MALFORMED_HOST");
      expect(received()).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  it("refuses two Origin headers and a second set of credentials", async () => {
    const fixture = await serve();
    const own = `localhost:${fixture.port()}`;
    const head = ["GET /api/status HTTP/1.1", `Host: ${own}`];
    const origin = `Origin: http://${own}`;
    const two = raw(fixture, lines(...head, bearer, origin, origin));
    await expect.poll(two.received).toMatch(/^HTTP\/1\.1 403 /);
    const credentials = raw(fixture, lines(...head, "Authorization: Bearer wrong", bearer));
    await expect.poll(credentials.received).toMatch(/^HTTP\/1\.1 401 /);
    expect(fixture.calls).toEqual([]);
  });

  it.each(["..", "%2e%2e", "%2e%2e%2f%2e%2e%2fetc", ".%2e", "..;/settings"])(
    "never resolves %s in a path",
    async (part) => {
      const fixture = await serve();
      const request = lines(
        `DELETE /api/agents/${part} HTTP/1.1`,
        `Host: localhost:${fixture.port()}`,
        bearer,
      );
      const { received } = raw(fixture, request);
      await expect.poll(received).toMatch(/^HTTP\/1\.1 40[04] /);
      expect(fixture.calls).toEqual([]);
    },
  );

  it("answers 400 to bytes that are not HTTP and to two body lengths, and 431 to huge headers", async () => {
    const fixture = await serve();
    const host = `Host: localhost:${fixture.port()}`;
    const both = lines("POST /api/message HTTP/1.1", host, "Content-Length: 5", "Transfer-Encoding: chunked");
    for (const [bytes, status] of [
      ["\u0016\u0003\u0001 hello\r\n\r\n", 400],
      [both, 400],
      [lines("GET /healthz HTTP/1.1", host, `X: ${"y".repeat(40_000)}`), 431],
      [lines("GET /healthz HTTP/1.1", host, "Expect: banana"), 417],
    ] as const) {
      const { received, closed } = raw(fixture, bytes);
      await expect.poll(closed).toBe(true);
      expect(received()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(JSON.parse(received().split("\r\n\r\n")[1] ?? "")).toMatchObject({ error: expect.any(String) });
    }
  });
});

describe("slow and large callers", () => {
  it("answers 408 to slow headers while it serves other callers", async () => {
    const fixture = await serve({ limits: { headersTimeoutMs: 100, timeoutCheckMs: 20 } });
    const slow = raw(fixture, "GET /healthz HTTP/1.1\r\nHost: local");
    expect((await fetch(`${fixture.base}/healthz`)).status).toBe(200);
    await expect.poll(slow.closed).toBe(true);
    expect(slow.received()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("answers 408 to a body that never arrives", async () => {
    const fixture = await serve({
      limits: { headersTimeoutMs: 100, requestTimeoutMs: 150, timeoutCheckMs: 20 },
    });
    const head = ["POST /api/message HTTP/1.1", `Host: localhost:${fixture.port()}`, bearer];
    const slow = raw(fixture, lines(...head, "Content-Type: application/json", "Content-Length: 50"));
    await expect.poll(slow.closed).toBe(true);
    expect(slow.received()).toMatch(/^HTTP\/1\.1 408 /);
    expect(fixture.calls).toEqual([]);
  });

  it("holds few files of public links for readers that take none, and drops those readers", async () => {
    const fixture = await serve({
      handlers: {
        showShared: async () =>
          new FileAnswer({ name: "a.txt", bytes: Buffer.alloc(16 * MIB), framed: false }),
      },
      limits: { publicFiles: 2, publicStallMs: 300 },
    });
    const path = `/shared/${"A".repeat(43)}`;
    const open = () => {
      const call = raw(fixture, lines(`GET ${path} HTTP/1.1`, `Host: localhost:${fixture.port()}`));
      call.socket.pause();
      return call;
    };
    const slow = [open(), open()];
    await expect.poll(() => fixture.calls.length).toBe(2);
    const refused = await fetch(fixture.base + path);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
    // Whoever works here is not kept waiting by them.
    expect((await fetch(`${fixture.base}/healthz`)).status).toBe(200);
    await expect.poll(async () => (await fetch(fixture.base + path)).status).toBe(200);
    for (const { socket } of slow) socket.resume();
    await expect.poll(() => slow.every(({ closed }) => closed())).toBe(true);
  });

  it.each(["with a length", "chunked"])(
    "answers 413 to 100 MB (%s) without keeping them in memory",
    async (kind) => {
      const fixture = await serve();
      const length = kind === "chunked" ? "Transfer-Encoding: chunked" : `Content-Length: ${100 * MIB}`;
      const head = ["POST /api/message HTTP/1.1", `Host: localhost:${fixture.port()}`, bearer];
      const call = raw(fixture, lines(...head, "Content-Type: application/json", length));
      const before = process.memoryUsage();
      const peak = await pour(call, { bytes: 100 * MIB, chunked: kind === "chunked" });
      expect(call.received()).toMatch(/^HTTP\/1\.1 413 /);
      expect(call.received()).toContain("PAYLOAD_TOO_LARGE");
      expect(peak - before.arrayBuffers - before.heapUsed).toBeLessThan(48 * MIB);
      expect(fixture.calls).toEqual([]);
    },
  );

  it("disconnects a caller that keeps sending after it was refused", async () => {
    const fixture = await serve({ limits: { lingerMs: 50 } });
    const head = ["POST /api/message HTTP/1.1", `Host: localhost:${fixture.port()}`];
    const call = raw(
      fixture,
      lines(...head, "Content-Type: application/json", `Content-Length: ${100 * MIB}`),
    );
    await expect.poll(call.received).toMatch(/^HTTP\/1\.1 401 /);
    await expect.poll(call.closed).toBe(true);
  });

  it("aborts the handler's signal when the caller disconnects", async () => {
    const status = (_input: unknown, context: { signal: AbortSignal }) =>
      new Promise<never>((_resolve, reject) => {
        context.signal.addEventListener("abort", () => reject(context.signal.reason));
      });
    const fixture = await serve({ handlers: { status } });
    const { socket } = raw(
      fixture,
      lines("GET /api/status HTTP/1.1", `Host: localhost:${fixture.port()}`, bearer),
    );
    await expect.poll(() => fixture.calls.length).toBe(1);
    socket.destroy();
    await expect.poll(() => fixture.calls[0]?.signal.aborted).toBe(true);
  });
});

/** Sends `bytes` of body as fast as the socket accepts them, until done or closed. Returns the peak memory use. */
async function pour(call: RawSocket, body: { bytes: number; chunked: boolean }): Promise<number> {
  const block = "x".repeat(MIB);
  const piece = body.chunked ? `${MIB.toString(16)}\r\n${block}\r\n` : block;
  let peak = 0;
  const closed = waitForSocketEvent(call.socket, "close");
  for (let sent = 0; sent < body.bytes && !call.closed(); sent += MIB) {
    const more = call.socket.write(piece);
    if (!more) await Promise.race([waitForSocketEvent(call.socket, "drain"), closed]);
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    peak = Math.max(peak, heapUsed + arrayBuffers);
  }
  await expect.poll(call.received).toContain("\r\n\r\n{");
  return peak;
}
function waitForSocketEvent(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve) => socket.once(event, () => resolve()));
}

describe("readers of the event stream", () => {
  const big = {
    outboxId: 1,
    channel: "api",
    sender: "s",
    agent: "a",
    messageId: "m",
    length: 1,
    text: "x".repeat(64_000),
  };

  it("drops a reader that never reads, buffers little for it, and serves the others", async () => {
    const fixture = await serve({ limits: { streamStallMs: 200 } });
    const stuck = await openStream(fixture.base, "/api/events/stream", { paused: true });
    const good = await openStream(fixture.base, "/api/events/stream?types=reply.queued");
    readers.push(stuck, good);
    const EVENTS = 400;
    for (let index = 0; index < EVENTS; index += 1) {
      fixture.feed.append("reply.queued", big);
      if (index % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    await expect.poll(() => good.frames.at(-1)?.id).toBe(String(EVENTS));
    expect(good.frames.filter((frame) => frame.event === "reply.queued")).toHaveLength(EVENTS);
    await expect
      .poll(() => fixture.logged.map((entry) => entry.message))
      .toContain("event stream reader too slow, dropped");
    await expect.poll(() => connections(fixture)).toBe(1);
  });

  it("drops a reader that requests the whole journal and never reads, without filling memory", async () => {
    const fixture = await serve({ limits: { streamStallMs: 200, streamPage: 2_000 } });
    for (let index = 0; index < 2_000; index += 1) fixture.feed.append("reply.queued", big);
    const before = process.memoryUsage().heapUsed;
    let peak = 0;
    readers.push(await openStream(fixture.base, "/api/events/stream?since=0", { paused: true }));
    const dropped = (): number => {
      peak = Math.max(peak, process.memoryUsage().heapUsed - before);
      return fixture.logged.length;
    };
    await expect.poll(dropped, { interval: 20 }).toBe(1);
    expect(peak).toBeLessThan(64 * MIB);
    await expect.poll(() => fixture.feed.listeners).toBe(0);
  });

  it("serves streams up to the limit, answers 503 to the others, and keeps serving other requests", async () => {
    const fixture = await serve({ limits: { streams: 20 } });
    const all = await Promise.all(
      Array.from({ length: 300 }, () => openStream(fixture.base, "/api/events/stream")),
    );
    readers.push(...all);
    expect(all.filter((reader) => reader.status === 200)).toHaveLength(20);
    expect(all.filter((reader) => reader.status === 503)).toHaveLength(280);
    expect((await fetch(`${fixture.base}/healthz`)).status).toBe(200);
  });
});

function connections(fixture: Fixture): Promise<number> {
  return new Promise((resolve, reject) => {
    fixture.app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
  });
}
