/** Agents on a worker reach the API of the daemon as their run, and as nobody else, whatever their machine says. */
import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { needs, waitFor } from "@tinyagi/testkit";
import { describe, expect, test } from "vitest";
import { ask } from "./fixture.js";
import { openPlace, RESULT } from "./fixtures/place.js";

const MIB = 1024 * 1024;

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

describe("an agent on a worker", needs("redis-server"), () => {
  test("calls the API with the token of its run, which never leaves the daemon's machine", async () => {
    const seen: Seen[] = [];
    await using it = await openPlace({
      async api(request, response) {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        const { method, url, headers } = request;
        seen.push({ method, url, headers, body: Buffer.concat(parts).toString() });
        response.writeHead(201, {
          "content-type": "application/json",
          "set-cookie": "a=b",
          "mcp-session-id": "s",
        });
        response.end('{"ok":"ü"}');
      },
      async invoke(_run, _context, call) {
        const answer = await call("/api/message?x=1", {
          method: "POST",
          body: '{"text":"ü"}',
          headers: {
            "content-type": "application/json",
            cookie: "c=d",
            origin: "http://evil.example",
            "x-forwarded-for": "10.0.0.1",
            "x-tinyagi-session": "stolen",
            "mcp-protocol-version": "2025-06-18",
          },
        });
        expect(answer.headers.get("set-cookie")).toBeNull();
        expect(answer.headers.get("mcp-session-id")).toBe("s");
        return { ...RESULT, text: `${answer.status} ${await answer.text()}` };
      },
    });
    expect(await ask(it.place.invoke, "x").outcome).toMatchObject({ text: '201 {"ok":"ü"}' });
    const [one] = seen;
    expect(one).toMatchObject({ method: "POST", url: "/api/message?x=1", body: '{"text":"ü"}' });
    expect(one?.headers).toMatchObject({
      authorization: `Bearer ${it.tokens[0]}`,
      "content-type": "application/json",
      "mcp-protocol-version": "2025-06-18",
    });
    for (const name of ["cookie", "origin", "x-forwarded-for", "x-tinyagi-session"])
      expect(one?.headers[name]).toBeUndefined();
    expect(it.crossed.join()).not.toContain(it.tokens[0]);
    expect(it.released).toEqual(it.tokens);
  });

  test("reads an answer that grows, part by part, and one that is longer than what may wait unread", async () => {
    const long = randomBytes(5 * MIB);
    await using it = await openPlace({
      api(request, response) {
        if (request.url === "/long") {
          response.end(long);
          return;
        }
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write("data: 1\n\n");
        request.socket.once("close", () => {});
      },
      async invoke(_run, _context, call) {
        const stop = new AbortController();
        const stream = await call("/events", { signal: stop.signal });
        const first = await stream.body?.getReader().read();
        expect(Buffer.from(first?.value ?? []).toString()).toBe("data: 1\n\n");
        stop.abort();
        const whole = Buffer.from(await (await call("/long")).arrayBuffer());
        return { ...RESULT, text: `${whole.equals(long)}` };
      },
    });
    expect(await ask(it.place.invoke, "x").outcome).toMatchObject({ text: "true" });
  });

  test("that reads nothing of a long answer makes the daemon read no more of it", async () => {
    let written = 0;
    let closed = false;
    await using it = await openPlace({
      api(_request, response) {
        response.on("close", () => {
          closed = true;
        });
        const chunk = Buffer.alloc(MIB);
        const write = () => {
          while (written < 60 && !response.destroyed) {
            written += 1;
            if (!response.write(chunk)) break;
          }
          if (written >= 60) response.end();
        };
        response.on("drain", write);
        write();
      },
      async invoke(_run, { signal }, call) {
        await call("/long");
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return RESULT;
      },
    });
    const asked = ask(it.place.invoke, "x");
    await waitFor(() => written > 0, { what: "the answer" });
    let before = -1;
    await waitFor(
      () => {
        const isStill = before === written;
        before = written;
        return isStill;
      },
      { what: "a pause", intervalMs: 300 },
    );
    // What two sockets and the window take, and far from all.
    expect(written).toBeLessThan(50);
    asked.abort.abort("canceled");
    await asked.outcome;
    await waitFor(() => closed, { what: "the end of the request" });
  });

  test("gets its whole answer, once, when sessions end and the engine is emptied in the middle of the call", async () => {
    let calls = 0;
    let go = () => {};
    const gone = new Promise<void>((resolve) => {
      go = resolve;
    });
    await using it = await openPlace({
      async api(_request, response) {
        calls += 1;
        response.write("one ");
        await gone;
        response.end("two");
      },
      async invoke(_run, _context, call) {
        return { ...RESULT, text: await (await call("/wait", { method: "POST" })).text() };
      },
    });
    const asked = ask(it.place.invoke, "x");
    await waitFor(() => calls === 1, { what: "the call" });
    for (let time = 0; time < 3; time += 1) {
      const { epoch } = it.hub.state();
      it.server.freeze();
      await waitFor(() => it.link.state().session === null, { what: "silence" });
      it.server.thaw();
      await waitFor(() => it.hub.state().epoch > epoch, { what: "another session" });
      await it.server.send("FLUSHALL");
    }
    await it.server.kill();
    go();
    await it.server.start();
    expect(await asked.outcome).toMatchObject({ text: "one two" });
    expect(calls).toBe(1);
  });

  test("whose token is wrong, or whose run has ended, calls nobody", async () => {
    let calls = 0;
    let token: string | undefined;
    await using it = await openPlace({
      api(_request, response) {
        calls += 1;
        response.end();
      },
      async invoke(_run, _context, call) {
        token = (await call("/x")).headers.get("x") ?? "";
        return RESULT;
      },
    });
    await ask(it.place.invoke, "x").outcome;
    expect(calls).toBe(1);
    const headers = (value: string | undefined) => (value === undefined ? {} : { authorization: value });
    for (const value of [undefined, "Bearer ", `Bearer ${token}`, `Bearer ${it.tokens[0]}`, "Basic eDp4"]) {
      const answer = await fetch(`${it.relayUrl}/x`, { headers: headers(value) });
      expect(answer.status).toBe(401);
      expect(await answer.json()).toMatchObject({ code: "UNAUTHORIZED" });
    }
    expect(calls).toBe(1);
  });

  test("whose request is longer than any route takes is told so, and the worker goes on", async () => {
    await using it = await openPlace({
      async invoke(_run, _context, call) {
        const answer = await call("/x", { method: "POST", body: Buffer.alloc(10 * MIB) });
        return { ...RESULT, text: `${answer.status} ${(await call("/x")).status}` };
      },
    });
    expect(await ask(it.place.invoke, "x").outcome).toMatchObject({ text: "413 200" });
  });
});

describe("a worker that lies", needs("redis-server"), () => {
  const CALL = { method: "GET", path: "/x", headers: {}, body: "" };

  test("calls nothing for a run that is not its own, and no other host, path or caller", async () => {
    const seen: Seen[] = [];
    let key = "";
    await using it = await openPlace({
      api({ method, url, headers }, response) {
        seen.push({ method, url, headers, body: "" });
        response.end();
      },
      async invoke(run, { signal }) {
        key = (run as typeof run & { key: string }).key;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        return RESULT;
      },
    });
    const asked = ask(it.place.invoke, "x");
    await waitFor(() => key !== "", { what: "the run" });
    expect(it.call({ ...CALL, key: "run_of_others#1" })).toBeUndefined();
    for (const path of ["http://127.0.0.1:1/x", "//evil.example/x", "/a b", "/a\r\nx: y", ""])
      it.call({ ...CALL, key, path });
    it.call({ ...CALL, key, method: "CONNECT" });
    it.call({
      ...CALL,
      key,
      headers: { host: "evil.example", authorization: "Bearer x", accept: "a\r\nb: c" },
    });
    it.call({ ...CALL, key, path: "/last", headers: { host: "evil.example", authorization: "Bearer x" } });
    await waitFor(() => seen.some(({ url }) => url === "/last"), { what: "the last call" });
    expect(seen.map(({ url }) => url)).toEqual(["//evil.example/x", "/last"]);
    for (const { headers } of seen) {
      expect(headers.authorization).toBe(`Bearer ${it.tokens[0]}`);
      expect(headers.host).toMatch(/^127\.0\.0\.1:[0-9]+$/);
    }
    asked.abort.abort("canceled");
    await asked.outcome;
  });

  test("confirms what it was never sent, and hangs up where nobody called, without effect", async () => {
    await using it = await openPlace({
      invoke: async (_run, _context, call) => ({ ...RESULT, text: await (await call("/x")).text() }),
      api: (_request, response) => response.end("yes"),
    });
    await it.online();
    it.say({ kind: "taken", key: "x#1", n: 7, parts: 9_999 });
    it.say({ kind: "hangUp", key: "x#1", n: 7 });
    it.say({ kind: "opDone", id: "forged", answer: null });
    expect(await ask(it.place.invoke, "x").outcome).toMatchObject({ text: "yes" });
  });
});
