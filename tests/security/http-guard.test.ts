/**
 * Attacks on a real daemon over its socket: T2, T5, T6, T7, T8, T13 of the threat list. Each refusal must be the exact
 * one and leave no row, no file and no echo of what was sent.
 *
 * @requirement SECURE-1 @requirement SECURE-2
 */
import { existsSync, readdirSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { ROUTES } from "@tinyagi/contracts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, call } from "../e2e/support/answer.js";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

let stage: Stage;
let daemon: Daemon;
beforeAll(async () => {
  stage = await openStage({
    settings: {
      agents: { coder: { name: "Coder", provider: "demo", model: "" } },
      teams: { dev: { name: "Dev", agents: ["coder"], leader_agent: "coder" } },
    },
  });
  daemon = await stage.start();
}, 60_000);
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
});

const routes = Object.entries(ROUTES).map(([name, route]) => ({
  name,
  method: route.method,
  path: route.path.replace(/:[a-z]+/gi, "1"),
  scope: route.scope as string,
}));
const guarded = routes.filter((route) => route.scope !== "public");

/** All that a request could have changed. */
async function traces(): Promise<unknown> {
  const [counts, conversations, settings] = await Promise.all([
    daemon.client.call("queueStatus"),
    daemon.client.call("listConversations"),
    daemon.client.call("getSettings"),
  ]);
  return {
    counts,
    conversations: conversations.length,
    settings,
    // The daemon may replace its own files at any time, through hidden temporary files.
    files: readdirSync(stage.place.home)
      .filter((name) => !name.endsWith(".tmp"))
      .sort(),
  };
}

/** Sends `POST /api/message`, or another request, and expects that nothing came of it. */
async function refused(
  headers: Readonly<Record<string, string | undefined>>,
  target: { method: string; path: string } = { method: "POST", path: "/api/message" },
  body: unknown = { message: "attack" },
): Promise<Answer<{ error: string; code: string }>> {
  const before = await traces();
  const answer = await call<{ error: string; code: string }>(daemon.port, target, {
    headers,
    ...(target.method === "GET" ? {} : { body }),
  });
  expect(await traces()).toEqual(before);
  expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  expect(answer.headers["x-content-type-options"]).toBe("nosniff");
  return answer;
}
const bearer = () => ({ authorization: `Bearer ${daemon.token}` });

describe("without the token (T2)", () => {
  test.each(guarded)("$method $path is 401", async ({ method, path }) => {
    const answer = await refused({}, { method, path });
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: "UNAUTHORIZED" });
    expect(answer.headers["www-authenticate"]).toBe("Bearer");
  });

  test("only health, tickets with their page, signed webhooks and secret addresses of files are public, and health returns nothing else", async () => {
    const open = routes.filter((route) => route.scope === "public");
    expect(open.map((route) => route.path).sort()).toEqual([
      "/api/hooks/1",
      "/api/session",
      "/docs/open",
      "/docs/open.js",
      "/healthz",
      "/shared/1",
      "/view/1",
    ]);
    const answer = await call(daemon.port, { method: "GET", path: "/healthz" });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ ok: true });
  });

  test.each([
    "/mcp",
    "/v1/models",
    "/v1/chat/completions",
    "/metrics",
    "/api/nothing",
    "/nothing",
    "/office.json",
    "/api/../healthz",
  ])("%s does not tell whether it exists", async (path) => {
    expect((await refused({}, { method: "GET", path })).status).toBe(401);
  });

  test.each([
    ["a wrong one", { authorization: "Bearer wrong" }],
    ["an empty one", { authorization: "Bearer " }],
    ["another scheme", { authorization: "Basic b3BlcmF0b3I6eA==" }],
    ["a cookie", { cookie: "session=1; token=1" }],
  ])("%s in its place is 401", async (_name, headers) => {
    expect((await refused(headers)).status).toBe(401);
  });

  test("the right one in the URL, in a body or in a cookie is 401 (T4)", async () => {
    const { token } = daemon;
    for (const path of [`/api/status?token=${token}`, `/api/status?access_token=${token}`])
      expect((await refused({}, { method: "GET", path })).status).toBe(401);
    expect((await refused({ cookie: `token=${token}` })).status).toBe(401);
    expect((await refused({}, undefined, { message: "x", token })).status).toBe(401);
  });
});

describe("a foreign Host (T5)", () => {
  const port = () => daemon.port;
  test.each<[string, () => string]>([
    ["evil.example", () => "evil.example"],
    ["evil.example with the port", () => `evil.example:${port()}`],
    ["localhost on another port", () => `localhost:${port() + 1}`],
    ["localhost without a port", () => "localhost"],
    ["a look-alike", () => `localhost.evil.example:${port()}`],
    ["a prefix", () => `127.0.0.1.nip.io:${port()}`],
    ["another spelling of the address", () => `2130706433:${port()}`],
    ["upper case", () => `LOCALHOST:${port()}`],
    ["0.0.0.0", () => `0.0.0.0:${port()}`],
  ])("%s is 403, also with the token", async (_name, host) => {
    const answer = await refused({ ...bearer(), host: host() });
    expect(answer.status).toBe(403);
    expect(answer.body.code).toBe("INVALID_HOST");
    expect(answer.text).not.toContain("evil");
  });

  test.each([
    ["two of them", (own: string) => `Host: ${own}\r\nHost: evil.example`],
    ["none", () => "X-Nothing: 1"],
    ["an empty one", () => "Host:"],
    ["one with a user", (own: string) => `Host: a@${own}`],
    ["one with a path", (own: string) => `Host: ${own}/x`],
  ])("%s is 400", async (_name, head) => {
    const lines = `GET /api/status HTTP/1.1\r\n${head(`localhost:${port()}`)}\r\nAuthorization: Bearer ${daemon.token}\r\nConnection: close\r\n\r\n`;
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(port(), "127.0.0.1", () => socket.write(lines));
      let received = "";
      socket.on("data", (chunk) => {
        received += String(chunk);
      });
      socket.on("error", reject);
      socket.on("end", () => resolve(received));
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("each of the daemon's own names is served", async () => {
    for (const name of ["127.0.0.1", "localhost", "[::1]"]) {
      const headers = { ...bearer(), host: `${name}:${port()}` };
      const answer = await call(daemon.port, { method: "GET", path: "/api/status" }, { headers });
      expect(answer.status).toBe(200);
    }
  });
});

describe("a foreign page (T6, T7, T8)", () => {
  test.each<[string, () => string]>([
    ["null", () => "null"],
    ["evil", () => "https://evil.example"],
    ["another local port", () => "http://localhost:3000"],
    ["a look-alike", () => `http://localhost.evil.example:${daemon.port}`],
    ["upper case", () => `HTTP://LOCALHOST:${daemon.port}`],
    ["https on the own port", () => `https://localhost:${daemon.port}`],
    ["with a path", () => `http://localhost:${daemon.port}/`],
    ["malformed", () => "http://"],
    ["empty", () => ""],
  ])(
    "with the origin %s is 403 for every method, preflights included, without a CORS header",
    async (_name, origin) => {
      for (const method of ["GET", "POST", "PUT", "DELETE", "OPTIONS"]) {
        const preflight = method === "OPTIONS" ? { "access-control-request-method": "POST" } : {};
        const path = method === "POST" ? "/api/message" : "/api/agents/coder";
        const answer = await refused({ ...bearer(), origin: origin(), ...preflight }, { method, path });
        expect(answer.status).toBe(403);
        expect(answer.body.code).toBe("FORBIDDEN_ORIGIN");
      }
    },
  );

  test.each(["cross-site", "same-site"])("with fetch metadata %s is 403", async (site) => {
    const answer = await refused({ ...bearer(), "sec-fetch-site": site });
    expect(answer.status).toBe(403);
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonx",
  ])("cannot slip a body in as %s: 415", async (type) => {
    const answer = await refused({ ...bearer(), "content-type": type }, undefined, '{"message":"attack"}');
    expect(answer.status).toBe(415);
    expect(answer.body.code).toBe("UNSUPPORTED_MEDIA_TYPE");
  });

  test("a body in a DELETE or with an encoding is 415 as well", async () => {
    const target = { method: "DELETE", path: "/api/agents/coder" };
    expect((await refused({ ...bearer(), "content-type": "text/plain" }, target, "x")).status).toBe(415);
    expect((await refused({ ...bearer(), "content-encoding": "gzip" })).status).toBe(415);
  });
});

describe("hostile ids in every id position (T13)", () => {
  const IDS = [
    "..",
    "%2e%2e",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "a%00b",
    "a%0ab",
    "con%2f",
    "CON",
    "__proto__",
    "constructor",
    "toString",
    "%5f%5fproto%5f%5f",
    "-rf",
    "a%20b",
    "user",
    "default",
    "%ff",
    "x".repeat(33),
    "x".repeat(5_000),
    "1e3",
    "-1",
    "0x1",
    "9999999999999999",
    "1;DROP",
  ];
  const positions = Object.values(ROUTES).filter((route) => route.path.includes(":"));
  test.each(positions.map((route) => [`${route.method} ${route.path}`, route] as const))(
    "%s answers 400 or 404 and creates nothing",
    async (_name, route) => {
      const before = await traces();
      // Guesses of pairing codes are counted in any format.
      const refusals = route.path.includes("pairing") ? [400, 404, 429] : [400, 404];
      for (const id of IDS) {
        const path = route.path.replace(/:[a-z]+/gi, id);
        const answer = await daemon.call("method" in route ? route.method : "GET", path, {
          ...(route.method === "GET" ? {} : { body: validBody(route.path) }),
        });
        expect(refusals, `${path.slice(0, 80)} gave ${answer.status}`).toContain(answer.status);
        expect(answer.body, path.slice(0, 80)).toMatchObject({
          error: expect.anything(),
          code: expect.any(String),
        });
      }
      expect(await traces()).toEqual(before);
    },
  );

  test("a PUT with such an id leaves no folder outside or inside the workspace", async () => {
    for (const id of ["..", "%2e%2e%2fescaped", "constructor", "__proto__"])
      await daemon.call("PUT", `/api/agents/${id}`, { body: validBody("/api/agents/:id") });
    expect(existsSync(join(stage.place.userHome, "escaped"))).toBe(false);
    expect(existsSync(join(stage.place.workspace, "constructor"))).toBe(false);
  });

  /** A body the route would take, so that only the id can be what is refused. */
  function validBody(path: string): unknown {
    if (path.startsWith("/api/agents/:id")) return { name: "X", provider: "demo", model: "" };
    if (path.startsWith("/api/teams/")) return { name: "X", agents: ["coder"], leader_agent: "coder" };
    if (path.startsWith("/api/chatroom/")) return { message: "x" };
    return path.endsWith("/fail") ? { error: "x" } : {};
  }
});
