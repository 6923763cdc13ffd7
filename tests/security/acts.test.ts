/**
 * Acts that outlive a browser session or weaken a guard: a page cannot do them by itself, whatever route it takes. With a
 * code that a person got outside the page it can do exactly what the person was shown, once.
 *
 * @requirement SECURE-8
 */
import { waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "../e2e/support/daemon.js";
import { codeFor, openPageSession, type PageSession } from "../e2e/support/page-session.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

const AGENT = { name: "Coder", provider: "demo", model: "" };
const SECRET = "a-shared-secret-of-24-chars-or-more";
const SETTINGS = {
  agents: {
    coder: { ...AGENT, permissions: "ask", budget: { runs: 100 } },
    other: { ...AGENT, name: "Other" },
  },
  budgets: { day: { usd: 5 } },
  spawn: { approval: "always" },
  webhooks: { shop: { secret: SECRET, agent: "coder" } },
  channels: { telegram: { bot_token: "1234567:the-token-of-the-real-bot" } },
  custom_providers: {
    llm: { name: "L", harness: "api", base_url: "https://llm.example", api_key: "sk-0123456789abcdefghij" },
  },
};
type Request = readonly [method: string, path: string, body?: unknown];

let stage: Stage;
let daemon: Daemon;
let page: PageSession;
let other: PageSession;

beforeAll(async () => {
  stage = await openStage({ settings: SETTINGS });
  daemon = await stage.start();
  page = await openPageSession(daemon);
  other = await openPageSession(daemon);
  await operator("POST", "/api/pairing/allow", { channel: "telegram", senderId: "1", role: "owner" });
  await operator("POST", "/api/pairing/allow", { channel: "telegram", senderId: "2", role: "member" });
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

const operator = async (
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string }> => daemon.call(method, path, body === undefined ? {} : { body });
/** Everything that the acts below could change. */
const standing = async (): Promise<string> =>
  (await Promise.all(["/api/settings", "/api/pairing", "/api/tokens"].map((path) => operator("GET", path))))
    .map(({ text }) => text.replace(/"lastSeenAt":\d+/g, ""))
    .join("\n");

const change = (...entries: [path: string, value: unknown][]): Request => [
  "POST",
  "/api/settings/change",
  { changes: entries.map(([path, value]) => ({ path: path.split("."), value })) },
];

/** What a page must not do alone, in the words of the act, and the act of the table. */
const ACTS: [what: string, act: string, request: Request][] = [
  [
    "add a lasting owner",
    "sender.admit",
    ["POST", "/api/pairing/allow", { channel: "telegram", senderId: "666", role: "owner" }],
  ],
  [
    "add a lasting member",
    "sender.admit",
    ["POST", "/api/pairing/allow", { channel: "telegram", senderId: "666" }],
  ],
  [
    "make a member an owner",
    "sender.role",
    ["POST", "/api/pairing/role", { channel: "telegram", senderId: "2", role: "owner" }],
  ],
  [
    "link a sender to an owner",
    "sender.link",
    [
      "POST",
      "/api/pairing/link",
      { channel: "telegram", senderId: "2", linkTo: { channel: "telegram", senderId: "1" } },
    ],
  ],
  [
    "point a channel at another server, together with its token",
    "settings.weaken",
    change(["channels.telegram", { bot_token: "9:of-the-attacker", api_root: "https://evil.example" }]),
  ],
  ["replace the token of a channel", "settings.weaken", change(["channels.telegram.bot_token", "9:other"])],
  ["open a channel", "settings.weaken", change(["channels.enabled", ["telegram"]])],
  ["switch off a budget", "settings.weaken", change(["budgets.day", undefined])],
  ["raise a budget", "settings.weaken", change(["budgets.day.usd", 5_000])],
  ["let a budget only warn", "settings.weaken", change(["budgets.day.onLimit", "warn"])],
  ["raise a limit", "settings.weaken", change(["limits.messages", 10_000])],
  ["switch off the approval of plans", "settings.weaken", change(["spawn.approval", "never"])],
  ["let an agent that asks work alone", "settings.weaken", change(["agents.coder.permissions", "sandboxed"])],
  ["take an agent's walls away", "settings.weaken", change(["agents.coder.permissions", "bypass"])],
  ["give an agent a variable", "settings.weaken", change(["agents.coder.env", { LD_PRELOAD: "/tmp/x.so" }])],
  [
    "save an agent without its guards",
    "settings.weaken",
    ["PUT", "/api/agents/coder", { ...AGENT, permissions: null }],
  ],
  ["remove an agent, to add it without its guards", "settings.weaken", ["DELETE", "/api/agents/coder"]],
  ["retarget a webhook", "settings.weaken", change(["webhooks.shop.agent", "other"])],
  ["replace the secret of a webhook", "settings.weaken", change(["webhooks.shop.secret", "x".repeat(24)])],
  [
    "send an agent's texts to another address",
    "settings.weaken",
    ["PUT", "/api/custom-providers/llm", { base_url: "https://evil.example", api_key: "sk-x" }],
  ],
  [
    "have agents use another account",
    "settings.weaken",
    change(["models.anthropic.api_key", "sk-of-the-page"]),
  ],
  ["let everybody in", "settings.weaken", ["PUT", "/api/settings", { server: { auth: "none" } }]],
  ["listen everywhere", "settings.weaken", ["PUT", "/api/settings", { server: { host: "0.0.0.0" } }]],
  ["keep less of what happened", "settings.weaken", change(["retention.events", 1])],
  [
    "send the backups, with all keys, elsewhere",
    "settings.weaken",
    change(["backup.target", "s3://of-the-page"]),
  ],
  ["have no backups made", "settings.weaken", change(["backup.daily", false])],
  ["keep fewer backups", "settings.weaken", change(["backup.keep", 1])],
  ["raise a budget for a day", "budget.raise", ["POST", "/api/budgets/day/extend", { usd: 500 }]],
  [
    "install a skill",
    "skill.install",
    ["POST", "/api/agents/coder/skills/install", { ref: "evil/skills@one", confirm: "0".repeat(64) }],
  ],
  [
    "accept what a server changed in its tools",
    "tool.accept",
    ["POST", "/api/mcp-servers/mine/accept", { digest: "0".repeat(64) }],
  ],
  [
    "have a program started for agents",
    "settings.weaken",
    change(["mcp_servers.spy", { command: "/bin/sh", args: ["-c", "id"] }]),
  ],
  ["approve a plugin", "plugin.approve", ["POST", "/api/plugins/spy/allow", { digest: "0".repeat(64) }]],
];

describe("a page alone", () => {
  test.each(ACTS)("cannot %s", async (_what, act, request) => {
    const before = await standing();
    for (const code of [undefined, "", "AAAAAAAA"]) {
      const { status, body } = await page.send(request, code);
      expect({ status, code: body.code, act: body.confirmation?.act }).toEqual({
        status: 403,
        code: "CONFIRMATION_REQUIRED",
        act,
      });
      expect(body.confirmation?.changes.length).toBeGreaterThan(0);
    }
    expect(await standing()).toBe(before);
  });

  test.each<[string, Request]>([
    ["create a token", ["POST", "/api/tokens", { channel: "telegram" }]],
    ["create a ticket for another session", ["POST", "/api/session/tickets"]],
    ["see what waits for a confirmation", ["GET", "/api/confirmations"]],
    ["give itself a code", ["POST", "/api/confirmations/aaaa/code"]],
  ])("cannot %s, confirmed or not", async (_what, request) => {
    expect(await page.send(request)).toMatchObject({ status: 403, body: { code: "FORBIDDEN" } });
  });

  test("cannot approve a sender with a message, neither as itself nor in the name of an owner", async () => {
    const channel = await daemon.client.call("createToken", { body: { channel: "telegram" } });
    const stranger = { message: "hi", channel: "telegram", sender: "Eve", senderId: "667" };
    await daemon.call("POST", "/api/message", {
      body: stranger,
      headers: { authorization: `Bearer ${channel.token}` },
    });
    const { pending } = await daemon.client.call("listPairings");
    const message = `/approve ${pending[0]?.code} owner`;
    await page.send(["POST", "/api/message", { message, channel: "web", sender: "web" }]);
    await page.send(["POST", "/api/message", { message, channel: "telegram", sender: "kim", senderId: "1" }]);
    const { approved } = await daemon.client.call("listPairings");
    expect(approved.map(({ senderId }) => senderId)).not.toContain("667");
  });

  test("keeps everyday rights: work, harmless settings, and taking rights away", async () => {
    const ok: Request[] = [
      change(["agents.coder.name", "Cody"], ["budgets.day.usd", 4]),
      ["PUT", "/api/agents/helper", { ...AGENT, name: "Helper" }],
      ["POST", "/api/pairing/role", { channel: "telegram", senderId: "1", role: "member" }],
      ["POST", "/api/message", { message: "@helper hello", channel: "web", sender: "web" }],
    ];
    for (const request of ok) expect(await page.send(request)).toMatchObject({ status: 200 });
    await operator("POST", "/api/pairing/role", { channel: "telegram", senderId: "1", role: "owner" });
    await operator(...change(["budgets.day.usd", 5]));
  });
});

test("a page raises a budget only with a code, by whichever route: a request for more is one of them", async () => {
  await operator(
    ...change(["agents.spender", { ...AGENT, provider: "demo", budget: { runs: 1, onLimit: "ask" } }]),
  );
  const send = (text: string) =>
    operator("POST", "/api/message", {
      message: `@spender #demo say ${text}`,
      channel: "api",
      sender: "test",
    });
  await send("one");
  await send("two");
  const asked = await waitFor(
    async () =>
      (await daemon.client.call("listApprovals", { query: {} })).approvals.find(
        ({ kind }) => kind === "budget",
      ),
    { what: "the request for more budget" },
  );
  const approve: Request = ["POST", `/api/approvals/${asked.id}/approve`, { digest: asked.digest }];
  expect(await page.send(approve)).toMatchObject({
    status: 403,
    body: {
      code: "CONFIRMATION_REQUIRED",
      confirmation: {
        act: "budget.raise",
        changes: [{ path: "budgets.agent:spender.runs.added", after: 1, weakens: "budget" }],
      },
    },
  });
  expect(await daemon.client.call("getApproval", { params: { id: asked.id } })).toMatchObject({
    status: "open",
  });
  expect(await page.confirmed(approve)).toMatchObject({ status: 200, body: { status: "approved" } });
  await operator(...change(["agents.spender", undefined]));
});

test("notices may go to a person who is an owner already, and to nobody else without a confirmation", async () => {
  const notify = (senderId: string) => change(["channels.notify", { channel: "telegram", senderId }]);
  for (const senderId of ["2", "666"])
    expect(await page.send(notify(senderId))).toMatchObject({
      status: 403,
      body: { code: "CONFIRMATION_REQUIRED" },
    });
  expect(await page.send(notify("1"))).toMatchObject({ status: 200 });
  const mixed = change(["channels.notify.senderId", "2"], ["budgets.day.usd", 5]);
  expect(await page.send(mixed)).toMatchObject({ status: 403 });
  await operator(...change(["channels.notify", undefined]));
});

const WEAKER = change(["spawn.approval", "over-budget"]);
const BACK = change(["spawn.approval", "always"]);

describe("a code that a person got outside the page", () => {
  test("lets the page do exactly what was shown, once", async () => {
    const asked = await page.send(WEAKER);
    expect(asked.body.confirmation).toMatchObject({
      act: "settings.weaken",
      changes: [{ path: "spawn.approval", before: "always", after: "over-budget", weakens: "approval" }],
    });
    const code = await codeFor(daemon, asked.body);
    expect(asked.text).not.toContain(code);
    expect(await page.send(WEAKER, code)).toMatchObject({ status: 200 });
    await operator(...BACK);
    expect(await page.send(WEAKER, code)).toMatchObject({
      status: 403,
      body: { confirmation: { problem: "unknown" } },
    });
  });

  test.each<[string, (code: string) => Promise<{ status: number; body: { code: string } }>]>([
    ["another request", (code) => page.send(change(["spawn.approval", "never"]), code)],
    [
      "the same change with more beside it",
      (code) => page.send(change(["spawn.approval", "over-budget"], ["limits.hops", 99]), code),
    ],
    ["another session", (code) => other.send(WEAKER, code)],
    [
      "another route",
      (code) => page.send(["PUT", "/api/settings", { spawn: { approval: "over-budget" } }], code),
    ],
  ])("is worth nothing for %s", async (_what, attempt) => {
    const asked = await page.send(WEAKER);
    const code = await codeFor(daemon, asked.body);
    expect(await attempt(code)).toMatchObject({ status: 403, body: { code: "CONFIRMATION_REQUIRED" } });
    expect((await operator("GET", "/api/settings")).text).toContain('"approval":"always"');
  });

  test("is worth nothing after wrong guesses", async () => {
    const code = await codeFor(daemon, (await page.send(WEAKER)).body);
    for (let guess = 1; guess <= 5; guess += 1) await page.send(WEAKER, "AAAAAAAA");
    expect(await page.send(WEAKER, code)).toMatchObject({ status: 403 });
  });

  test("is worth nothing when what stands changed since the person looked", async () => {
    const wide = change(["agents.coder.permissions", "bypass"]);
    const code = await codeFor(daemon, (await page.send(wide)).body);
    await operator(...change(["agents.coder.permissions", "sandboxed"]));
    expect(await page.send(wide, code)).toMatchObject({
      status: 403,
      body: { code: "CONFIRMATION_REQUIRED" },
    });
    await operator(...change(["agents.coder.permissions", "ask"]));
  });

  test("admits an owner, brings back weaker settings and approves nothing else", async () => {
    const allow: Request = [
      "POST",
      "/api/pairing/allow",
      { channel: "telegram", senderId: "77", role: "owner" },
    ];
    expect(await page.confirmed(allow)).toMatchObject({ status: 200 });
    expect(
      (await page.send(["POST", "/api/pairing/allow", { channel: "telegram", senderId: "78" }])).status,
    ).toBe(403);
  });
});

test("an owner confirms in a chat, and the code reaches only the channel, not the pages", async () => {
  const { token } = await daemon.client.call("createToken", { body: { channel: "telegram" } });
  const asChannel = (path: string, body: object) =>
    daemon.call("POST", path, { body, headers: { authorization: `Bearer ${token}` } });
  const asked = await page.send(WEAKER);
  const confirm = { message: `/confirm ${asked.body.confirmation?.id}`, channel: "telegram", sender: "kim" };
  const claim = async () => {
    const { body } = await asChannel("/api/responses/claim", { channel: "telegram", limit: 50 });
    const { responses } = body as { responses: { id: number; message: string }[] };
    for (const { id } of responses) await asChannel(`/api/responses/${id}/ack`, {});
    return responses.map(({ message }) => message);
  };
  await claim();
  await page.send(["POST", "/api/message", { ...confirm, senderId: "1" }]);
  await asChannel("/api/message", { ...confirm, senderId: "2" });
  expect((await claim()).join("\n")).not.toMatch(/[A-Z2-9]{4} [A-Z2-9]{4}/);
  await asChannel("/api/message", { ...confirm, senderId: "1", messageId: "the-owner-confirms" });
  const [reply = ""] = await claim();
  expect(reply).toContain("spawn.approval");
  const code = /^[A-Z2-9]{4} [A-Z2-9]{4}$/m.exec(reply)?.[0] ?? "";
  for (const path of ["/api/responses", "/api/logs", "/api/conversations"])
    expect((await page.send(["GET", path])).text).not.toContain(code);
  expect(await page.send(WEAKER, code)).toMatchObject({ status: 200 });
  await operator(...BACK);
});
