/** Sends every refusal to every route of the table, and checks the plain answers. */
import { AppError, ROUTES, type RouteDefinition, type RouteName } from "@tinyagi/contracts";
import type { InjectOptions } from "fastify";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  createFixture,
  type Fixture,
  type FixtureOptions,
  GOOD_HEADERS,
  getCode,
  PORT,
  TOKEN,
} from "../test/app-fixture.js";

const fixtures: Fixture[] = [];
function build(options: FixtureOptions = {}): Fixture {
  const fixture = createFixture(options);
  fixtures.push(fixture);
  return fixture;
}
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.app.close();
});

const table: [RouteName, RouteDefinition][] = Object.entries(ROUTES) as [RouteName, RouteDefinition][];
const guarded = table.filter(([, route]) => route.scope !== "public");
const withBody = table.filter(([, route]) => route.method !== "GET");

/** A path of the route that its schema accepts. */
function toPath(route: RouteDefinition): string {
  const numeric = route.params?.safeParse({ id: "7" }).success === true;
  const entity = route.params?.safeParse({ id: "coder" }).success === true;
  return route.path.replace(/:[A-Za-z]+/g, numeric ? "7" : entity ? "coder" : "run_abcdef12");
}
function buildRequest(route: RouteDefinition, headers: Record<string, string>): InjectOptions {
  return { method: route.method, url: toPath(route), headers };
}

describe("every route of the table", () => {
  // Refusals leave nothing behind: one app answers them all.
  let one: Fixture;
  beforeAll(() => {
    one = createFixture();
  });
  afterAll(() => one.app.close());

  it.each(guarded)("%s answers 401 without a token and calls no handler", async (_name, route) => {
    const { app, calls } = one;
    const answer = await app.inject(buildRequest(route, { host: GOOD_HEADERS.host }));
    expect(answer.statusCode).toBe(401);
    expect(getCode(answer)).toBe("UNAUTHORIZED");
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
    expect(calls).toEqual([]);
  });

  it.each(guarded)("%s does not accept the token from its URL", async (_name, route) => {
    const { app, calls } = one;
    const url = `${toPath(route)}?token=${TOKEN}&access_token=${TOKEN}`;
    const answer = await app.inject({ method: route.method, url, headers: { host: GOOD_HEADERS.host } });
    expect(answer.statusCode).toBe(401);
    expect(calls).toEqual([]);
  });

  it.each(table)("%s answers 403 to another host, before it checks the token", async (_name, route) => {
    const { app, calls } = one;
    for (const token of [TOKEN, "wrong"]) {
      const headers = { host: `evil.example:${PORT}`, authorization: `Bearer ${token}` };
      const answer = await app.inject(buildRequest(route, headers));
      expect(answer.statusCode).toBe(403);
      expect(getCode(answer)).toBe("INVALID_HOST");
    }
    expect(calls).toEqual([]);
  });

  it.each(table)("%s answers 403 to a foreign page, without any CORS header", async (_name, route) => {
    const { app, calls } = one;
    const answer = await app.inject(buildRequest(route, { ...GOOD_HEADERS, origin: "https://evil.example" }));
    expect(answer.statusCode).toBe(403);
    expect(getCode(answer)).toBe("FORBIDDEN_ORIGIN");
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
    expect(calls).toEqual([]);
  });

  it.each(withBody)("%s answers 415 to a body that is not JSON", async (_name, route) => {
    const { app, calls } = one;
    const types = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
    for (const type of [...types, "application/json; charset=utf-16", "application/jsonp", "*/*"]) {
      const headers = { ...GOOD_HEADERS, "content-type": type };
      const answer = await app.inject({ ...buildRequest(route, headers), payload: '{"message":"hi"}' });
      expect(answer.statusCode).toBe(415);
      expect(getCode(answer)).toBe("UNSUPPORTED_MEDIA_TYPE");
    }
    expect(calls).toEqual([]);
  });

  it.each(withBody)(
    "%s answers 400 to a body that is not valid JSON and does not quote it",
    async (_name, route) => {
      const { app, calls } = one;
      const headers = { ...GOOD_HEADERS, "content-type": "application/json" };
      const answer = await app.inject({ ...buildRequest(route, headers), payload: '{"canary" canary' });
      expect(answer.statusCode).toBe(400);
      expect(getCode(answer)).toBe("INVALID_JSON");
      expect(answer.body).not.toContain("canary");
      expect(calls).toEqual([]);
    },
  );

  it.each(withBody)("%s answers 413 to a body over its limit", async (_name, route) => {
    const { app, calls } = one;
    const headers = { ...GOOD_HEADERS, "content-type": "application/json" };
    const payload = JSON.stringify({ message: "x".repeat(route.bodyLimit) });
    const answer = await app.inject({ ...buildRequest(route, headers), payload });
    expect(answer.statusCode).toBe(413);
    expect(getCode(answer)).toBe("PAYLOAD_TOO_LARGE");
    expect(calls).toEqual([]);
  });

  it.each(table)("%s answers 405 with Allow to another method", async (_name, route) => {
    const { app, calls } = one;
    const answer = await app.inject({ method: "PATCH", url: toPath(route), headers: GOOD_HEADERS });
    expect(answer.statusCode).toBe(405);
    expect(answer.json()).toMatchObject({ code: "METHOD_NOT_ALLOWED" });
    expect(answer.headers.allow?.split(", ")).toContain(route.method);
    expect(calls).toEqual([]);
  });

  it.each(table)("%s declares all parts of a route", (_name, route) => {
    expect(route.path).toMatch(/^\/[a-z]/);
    expect(route.bodyLimit).toBeGreaterThan(0);
    expect(["public", "read", "write"]).toContain(route.scope);
    expect(route.params !== undefined).toBe(route.path.includes(":"));
    expect(route.summary).not.toBe("");
  });
});

describe("answers", () => {
  it("have security headers on success and on refusal", async () => {
    const { app } = build();
    for (const headers of [GOOD_HEADERS, { host: GOOD_HEADERS.host }, { host: "evil" }]) {
      const answer = await app.inject({ url: "/api/status", headers });
      expect(answer.headers["x-content-type-options"]).toBe("nosniff");
      expect(answer.headers["content-security-policy"]).toContain("frame-ancestors 'none'");
      expect(answer.headers["cache-control"]).toBe("no-store");
      expect(answer.headers["referrer-policy"]).toBe("no-referrer");
      expect(answer.headers["content-type"]).toBe("application/json; charset=utf-8");
    }
  });

  it("need no token on /healthz, the ticket page, signed webhooks and secret addresses of files, and on nothing else", async () => {
    const { app } = build();
    const open: string[] = [];
    for (const [name, route] of table.filter(([, candidate]) => candidate.stream === undefined)) {
      const answer = await app.inject(buildRequest(route, { host: GOOD_HEADERS.host }));
      if (answer.statusCode !== 401) open.push(name);
    }
    expect(open.sort()).toEqual([
      "docsEntry",
      "docsEntryScript",
      "healthz",
      "openSession",
      "receiveHook",
      "showFile",
      "showShared",
    ]);
  });

  it("come from handlers that get parsed input, the actor and a signal", async () => {
    const { app, calls } = build();
    const headers = { ...GOOD_HEADERS, "content-type": "application/json; charset=utf-8" };
    const answer = await app.inject({
      method: "POST",
      url: "/api/message",
      headers,
      payload: { message: "hi" },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ ok: true });
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({
      name: "sendMessage",
      actor: "operator",
      input: { params: undefined, query: undefined, body: { message: "hi", channel: "api", sender: "API" } },
    });
    expect(calls[0]?.signal.aborted).toBe(false);
  });

  it("contain the location of a created conversation", async () => {
    const handlers = {
      sendMessage: () => ({
        ok: true as const,
        messageId: "m",
        conversationId: "conv_abcdef",
        agents: ["coder"],
      }),
    };
    const { app } = build({ handlers, validateResponses: true });
    const request = {
      method: "POST",
      url: "/api/message",
      headers: GOOD_HEADERS,
      payload: { message: "hi" },
    } as const;
    const answer = await app.inject(request);
    expect(answer.headers.location).toBe("/api/conversations/conv_abcdef");
  });

  it("accept POST and DELETE without a body and without a content type", async () => {
    const { app, calls } = build();
    const request = { headers: GOOD_HEADERS } as const;
    expect(
      (await app.inject({ ...request, method: "POST", url: "/api/queue/dead/3/retry" })).statusCode,
    ).toBe(200);
    expect((await app.inject({ ...request, method: "DELETE", url: "/api/agents/coder" })).statusCode).toBe(
      200,
    );
    expect(calls.map((call) => call.input.params)).toEqual([{ id: 3 }, { id: "coder" }]);
  });

  it("contain the status, code and details of an AppError", async () => {
    const failure = new AppError("UNKNOWN_AGENT", "No such agent.", {
      details: [{ path: "agent", message: "unknown" }],
    });
    const { app, logged } = build({ handlers: { status: () => Promise.reject(failure) } });
    const answer = await app.inject({ url: "/api/status", headers: GOOD_HEADERS });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({
      error: "No such agent.",
      code: "UNKNOWN_AGENT",
      details: [{ path: "agent", message: "unknown" }],
    });
    expect(logged).toEqual([]);
  });

  it("are a bare 500 for any other failure, which is logged under the request's id", async () => {
    const failure = new TypeError("canary of the inside");
    const { app, logged } = build({ handlers: { status: () => Promise.reject(failure) } });
    const answer = await app.inject({ url: "/api/status", headers: GOOD_HEADERS });
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({ error: "Internal server error", code: "INTERNAL" });
    expect(answer.headers["x-request-id"]).toBe("req_1");
    expect(logged).toMatchObject([{ level: "error", fields: { requestId: "req_1", err: failure } }]);
  });

  it("that do not match their schema fail when answers are checked", async () => {
    const { app } = build({ validateResponses: true });
    const answer = await app.inject({ url: "/api/status", headers: GOOD_HEADERS });
    expect(answer.statusCode).toBe(500);
  });

  it("of routes that read contain the newest event from before the reading, and no others do", async () => {
    const { app, feed } = build({
      handlers: {
        status: async () => {
          feed.append("handoff.denied", { fromAgent: "a", toAgent: "b", reason: "not a teammate" });
          return {} as never;
        },
      },
    });
    const answer = await app.inject({ url: "/api/status", headers: GOOD_HEADERS });
    expect(answer.headers["x-event-position"]).toBe("0");
    const next = await app.inject({ url: "/api/agents", headers: GOOD_HEADERS });
    expect(next.headers["x-event-position"]).toBe("1");
    const open = await app.inject({ url: "/healthz", headers: { host: GOOD_HEADERS.host } });
    expect(open.headers["x-event-position"]).toBeUndefined();
  });

  it("to HEAD equal those to GET, without a body", async () => {
    const { app } = build();
    const answer = await app.inject({
      method: "HEAD",
      url: "/healthz",
      headers: { host: GOOD_HEADERS.host },
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toBe("");
  });

  it.each(["/api/nothing", "/", "/api/agents/", "/API/status", "/api/../etc/passwd"])(
    "are 404 with a code for the unknown path %s, and 401 without a token",
    async (url) => {
      const { app } = build();
      const answer = await app.inject({ url, headers: GOOD_HEADERS });
      expect(answer.statusCode).toBe(404);
      expect(answer.json()).toEqual({ error: "Not found", code: "NOT_FOUND" });
      expect((await app.inject({ url, headers: { host: GOOD_HEADERS.host } })).statusCode).toBe(401);
    },
  );
});
