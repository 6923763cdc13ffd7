/**
 * Who may call: the whole route table with each kind of credential, over the socket of a real daemon. T2, T3, T4, T9
 * and the self-enqueue part of T23 of the threat list.
 *
 * @requirement SECURE-1 @requirement SECURE-4 @requirement SECURE-5
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROUTES, type RouteDefinition, SESSION_HEADER } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, call } from "../e2e/support/answer.js";
import { openSession, type PageHeaders } from "../e2e/support/browser-session.js";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

let stage: Stage;
let daemon: Daemon;
let runToken: string;
let runConversation: string;
let channelToken: string;
let page: PageHeaders;

const definitions: readonly [string, RouteDefinition][] = Object.entries(ROUTES);
const routes = definitions.map(([name, route]) => ({
  name,
  method: route.method,
  path: route.path.replace(/:[a-z]+/gi, "1"),
  scope: route.scope,
  callers: route.callers ?? [],
}));
const guarded = routes.filter((route) => route.scope !== "public");

type Body = { error: string; code: string };
const send = (
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer<Body>> => call<Body>(daemon.port, { method, path }, options);
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

beforeAll(async () => {
  stage = await openStage({
    settings: { agents: { coder: { name: "Coder", provider: "demo", model: "" } } },
  });
  daemon = await stage.start();
  // A run that lasts: its token lives as long.
  const body = { message: "#demo hang", channel: "discord", sender: "kim" };
  runConversation = (await daemon.client.call("sendMessage", { body })).conversationId;
  runToken = readFileSync(await tokenFile("coder"), "utf8");
  channelToken = (await daemon.client.call("createToken", { body: { channel: "discord" } })).token;
  page = await openSession(daemon);
}, 60_000);
afterAll(async () => {
  await daemon.client.call("cancelConversation", { params: { id: runConversation } });
  await stage[Symbol.asyncDispose]();
});

/** Of every process on this machine that can be seen. */
function argumentLists(): string {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(readArguments).join("\n");
}

function readArguments(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    // It has ended since.
    return "";
  }
}

function tokenFile(agent: string): Promise<string> {
  const folder = join(stage.place.home, "run", "access", agent);
  return waitFor(
    () => {
      try {
        const name = readdirSync(folder).find((one) => one.endsWith(".token"));
        const file = name === undefined ? undefined : join(folder, name);
        return file !== undefined && statSync(file).size > 0 ? file : undefined;
      } catch {
        // The run has not begun.
        return undefined;
      }
    },
    { what: "the token of the run" },
  );
}

describe("every route of the table (T2)", () => {
  test.each(guarded)("$method $path is 401 without a credential", async ({ method, path }) => {
    expect((await send(method, path)).status).toBe(401);
  });

  test.each(guarded.filter(({ callers }) => !callers.includes("run")))(
    "$method $path is 403 for an agent's run",
    async ({ method, path }) => {
      const answer = await send(method, path, { headers: bearer(runToken) });
      expect(answer).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    },
  );

  test.each(guarded.filter(({ callers }) => !callers.includes("channel")))(
    "$method $path is 403 for a channel",
    async ({ method, path }) => {
      const answer = await send(method, path, { headers: bearer(channelToken) });
      expect(answer).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    },
  );

  test.each(guarded)(
    "$method $path is 403 for the session of a foreign, silent or cross-site page",
    async ({ method, path }) => {
      const { [SESSION_HEADER]: session = "" } = page;
      const sites = ["none", "same-site", "cross-site"].map((site) => ({ "sec-fetch-site": site }));
      for (const more of [{}, ...sites, { origin: "http://evil.example" }]) {
        const answer = await send(method, path, { headers: { [SESSION_HEADER]: session, ...more } });
        expect(answer).toMatchObject({ status: 403, body: { code: "FORBIDDEN_ORIGIN" } });
      }
    },
  );

  test("HEAD is refused like GET", async () => {
    for (const token of [runToken, channelToken]) {
      expect((await send("HEAD", "/api/settings", { headers: bearer(token) })).status).toBe(403);
    }
  });
});

describe("an agent's run", () => {
  test("may not open a conversation, and the refusal says how to hand work over (T23)", async () => {
    const body = { message: "again", agent: "coder" };
    const before = (await daemon.client.call("listConversations")).length;
    const answer = await send("POST", "/api/message", { headers: bearer(runToken), body });
    expect(answer).toMatchObject({
      status: 403,
      body: { error: expect.stringContaining("put a tag such as") },
    });
    expect((await daemon.client.call("listConversations")).length).toBe(before);
  });

  test("reads its own conversation and no other", async () => {
    const headers = bearer(runToken);
    expect((await send("GET", `/api/conversations/${runConversation}`, { headers })).status).toBe(200);
    expect((await send("GET", "/api/conversations/conv_0123456789abcdef", { headers })).status).toBe(403);
  });

  test("writes only to the person of its conversation, in its own name", async () => {
    const headers = bearer(runToken);
    const path = "/api/responses";
    const say = (body: object) => send("POST", path, { headers, body: { message: "half way", ...body } });
    expect((await say({ channel: "telegram", sender: "kim" })).status).toBe(403);
    expect((await say({ sender: "somebody" })).status).toBe(403);
    expect((await say({ agent: "boss", senderId: "x" })).status).toBe(200);
    const replies = await daemon.client.call("listPendingResponses", { query: { channel: "discord" } });
    expect(replies).toMatchObject([{ sender: "kim", senderId: null, agent: "coder", message: "half way" }]);
  });

  test("leaves its token in no argument list, environment, log, row or answer (T4)", async () => {
    const secret = runToken.slice(5);
    expect(argumentLists()).not.toContain(secret);
    expect(readFileSync(`/proc/${daemon.pid}/environ`, "utf8")).not.toContain(secret);
    for (const name of ["tinyagi.db", "tinyagi.db-wal", join("logs", "daemon.log")]) {
      expect(readFileSync(join(stage.place.home, name), "latin1")).not.toContain(secret);
    }
    expect(statSync(await tokenFile("coder")).mode & 0o777).toBe(0o600);
  });
});

describe("a channel", () => {
  test("keeps to its own name", async () => {
    const headers = bearer(channelToken);
    const claim = (channel: string) => send("POST", "/api/responses/claim", { headers, body: { channel } });
    expect((await claim("discord")).status).toBe(200);
    expect((await claim("telegram")).status).toBe(403);
    expect((await send("GET", "/api/responses/pending?channel=telegram", { headers })).status).toBe(403);
    const body = { message: "hi", channel: "telegram", sender: "kim" };
    expect((await send("POST", "/api/message", { headers, body })).status).toBe(403);
    const foreign = { channel: "telegram", sender: "kim", message: "x" };
    expect((await send("POST", "/api/responses", { headers, body: foreign })).status).toBe(403);
    const { id } = await foreignReply();
    for (const [end, payload] of [
      ["ack", undefined],
      ["fail", { error: "no" }],
    ] as const) {
      expect((await send("POST", `/api/responses/${id}/${end}`, { headers, body: payload })).status).toBe(
        403,
      );
    }
  });

  test("cannot have files of an agent's workspace handed to itself (T16)", async () => {
    const file = join(stage.place.workspace, "coder", "private.md");
    writeFileSync(file, "canary");
    const body = { channel: "discord", sender: "kim", message: "x", agent: "coder", files: [file] };
    const answer = await send("POST", "/api/responses", { headers: bearer(channelToken), body });
    expect(answer).toMatchObject({ status: 400, body: { code: "PATH_REFUSED" } });
    expect((await send("POST", "/api/responses", { headers: bearer(daemon.token), body })).status).toBe(200);
  });

  test("whose token was revoked loses access immediately, and its files contain no token", async () => {
    const made = await daemon.client.call("createToken", { body: { channel: "matrix" } });
    const status = () =>
      send("GET", "/api/responses/pending?channel=matrix", { headers: bearer(made.token) });
    expect((await status()).status).toBe(200);
    expect(JSON.stringify(await daemon.client.call("listTokens"))).not.toContain(made.token);
    await daemon.client.call("revokeToken", { params: { id: made.id } });
    expect((await status()).status).toBe(401);
    const database = readFileSync(join(stage.place.home, "tinyagi.db-wal"), "latin1");
    expect(database).not.toContain(made.token.slice(5));
  });

  async function foreignReply(): Promise<{ id: number }> {
    const body = { channel: "telegram", sender: "kim", message: "for another channel" };
    await daemon.client.call("createResponse", { body });
    const [row] = await daemon.client.call("listPendingResponses", { query: { channel: "telegram" } });
    if (row === undefined) throw new Error("the reply is missing");
    return row;
  }
});

describe("a browser", () => {
  test("reads and changes with its session from the daemon's own page", async () => {
    expect((await send("GET", "/api/status", { headers: page })).status).toBe(200);
    const body = { name: "Dev", agents: ["coder"], leader_agent: "coder" };
    expect((await send("PUT", "/api/teams/dev", { headers: page, body })).status).toBe(200);
    const { origin: _origin, ...site } = page;
    expect((await send("DELETE", "/api/teams/dev", { headers: site })).status).toBe(200);
  });

  test("obtains nothing that outlives its session", async () => {
    const ticket = await send("POST", "/api/session/tickets", { headers: page });
    expect(ticket).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
    const body = { channel: "x" };
    expect((await send("POST", "/api/tokens", { headers: page, body })).status).toBe(403);
  });

  test("is a stranger after logging out", async () => {
    const headers = await openSession(daemon);
    expect((await send("DELETE", "/api/session", { headers })).status).toBe(200);
    expect((await send("GET", "/api/status", { headers })).status).toBe(401);
    expect((await send("GET", "/api/status", { headers: page })).status).toBe(200);
  });

  test("a used ticket opens nothing, also not the event stream (T9)", async () => {
    const { ticket } = await daemon.client.call("createTicket");
    expect((await send("POST", "/api/session", { body: { ticket } })).status).toBe(200);
    expect((await send("POST", "/api/session", { body: { ticket } })).status).toBe(401);
    expect((await send("GET", "/api/events/stream", { headers: bearer(ticket) })).status).toBe(401);
  });
});

test("guesses of every kind fill one bucket, and what is right still passes (T3)", async () => {
  const guesses = [
    () => send("GET", "/api/status", { headers: bearer("tagr_wrong") }),
    () => send("GET", "/api/status", { headers: { ...page, [SESSION_HEADER]: "wrong" } }),
    () => send("POST", "/api/session", { body: { ticket: "wrong" } }),
    () => send("POST", "/api/hooks/nothing", { body: {} }),
  ];
  const statuses: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    for (const guess of guesses) statuses.push((await guess()).status);
  }
  expect(statuses.at(-1)).toBe(429);
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
  const limited = await guesses[0]?.();
  expect(Number(limited?.headers["retry-after"])).toBeGreaterThan(0);
  const good = [bearer(daemon.token), bearer(channelToken), page];
  const pending = "/api/responses/pending?channel=discord";
  for (const headers of good) expect((await send("GET", pending, { headers })).status).toBe(200);
  await openSession(daemon);
}, 30_000);
