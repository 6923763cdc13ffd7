/**
 * Settings that would open the daemon, run a command, load a module, or send a stored key elsewhere. T18 of the threat
 * list, over the socket of a real daemon.
 *
 * @requirement SECURE-7
 */
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, call } from "../e2e/support/answer.js";
import { openSession, type PageHeaders } from "../e2e/support/browser-session.js";
import type { Daemon } from "../e2e/support/daemon.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

const KEY = "sk-canary-0123456789abcdef";
type Body = { error: string; code: string; details?: { path?: string }[] };

let stage: Stage;
let daemon: Daemon;
let page: PageHeaders;
/** What a key must never reach. */
let evil: Server;
const caught: string[] = [];
let evilUrl: string;

const provider = { name: "One", harness: "api", base_url: "http://127.0.0.1:9/v1", api_key: KEY };
const SETTINGS = {
  agents: { coder: { name: "Coder", provider: "custom:one", model: "m" } },
  custom_providers: {
    one: provider,
    named: { ...provider, api_key: "env:HOST_KEY" },
  },
  execution: { maxAttempts: 1 },
};

beforeAll(async () => {
  evil = createServer((request, response) => {
    caught.push(JSON.stringify(request.headers));
    response.statusCode = 400;
    response.end("{}");
  });
  await new Promise<void>((resolve) => evil.listen(0, "127.0.0.1", resolve));
  evilUrl = `http://127.0.0.1:${(evil.address() as AddressInfo).port}/v1`;
  stage = await openStage({ settings: SETTINGS, env: { HOST_KEY: KEY } });
  daemon = await stage.start();
  page = await openSession(daemon);
}, 60_000);
afterAll(async () => {
  await stage[Symbol.asyncDispose]();
  evil.closeAllConnections();
  evil.close();
});

const operator = <T = Body>(method: string, path: string, body?: unknown): Promise<Answer<T>> =>
  daemon.call(method, path, body === undefined ? {} : { body }) as Promise<Answer<T>>;
const browser = (method: string, path: string, body?: unknown): Promise<Answer<Body>> =>
  call<Body>(
    daemon.port,
    { method, path },
    {
      headers: page,
      ...(body === undefined ? {} : { body }),
    },
  );
const settingsNow = async () => (await operator("GET", "/api/settings")).text;

/** Every route that writes settings, with a change of one section. */
const DOORS: [string, (section: string, value: object) => [method: string, path: string, body: unknown]][] = [
  ["the whole settings", (section, value) => ["PUT", "/api/settings", { [section]: value }]],
  [
    "single changes",
    (section, value) => [
      "POST",
      "/api/settings/change",
      {
        changes: Object.entries(value).map(([key, entry]) => ({ path: [section, key], value: entry })),
      },
    ],
  ],
  ["the set-up", (section, value) => ["POST", "/api/setup", { ...SETTINGS, [section]: value }]],
];

describe.each(DOORS)("a stored key, by %s", (_door, door) => {
  test.each(["one", "named"])("never follows the provider %s to another origin", async (id) => {
    const before = await settingsNow();
    const masked = JSON.parse(before) as { custom_providers: Record<string, object> };
    const moved = { ...masked.custom_providers, [id]: { ...masked.custom_providers[id], base_url: evilUrl } };
    const answer = await operator(...door("custom_providers", moved));
    expect(answer).toMatchObject({ status: 400, body: { code: "SETTINGS_INVALID" } });
    expect(await settingsNow()).toBe(before);
  });
});

test.each(["one", "named"])("the route of the provider %s keeps its key where it is, too", async (id) => {
  const before = await settingsNow();
  const answer = await operator("PUT", `/api/custom-providers/${id}`, { base_url: evilUrl });
  expect(answer).toMatchObject({ status: 400, body: { code: "SETTINGS_INVALID" } });
  expect(await settingsNow()).toBe(before);
});

const coder = SETTINGS.agents.coder;
const HARMS: [string, string, object][] = [
  ["let everybody in", "server", { auth: "none" }],
  ["listen on all addresses", "server", { host: "0.0.0.0" }],
  ["let another page call", "server", { allowedOrigins: ["https://evil.example"] }],
  ["take an agent's walls away", "agents", { coder: { ...coder, permissions: "bypass" } }],
  ["move the workspace to where other files lie", "workspace", { path: "/srv/elsewhere" }],
  ["make a file of this machine a prompt", "agents", { coder: { ...coder, prompt_file: "/etc/hostname" } }],
  ["have an agent work elsewhere", "agents", { coder: { ...coder, working_directory: "/srv/elsewhere" } }],
  ["let a webhook in", "webhooks", { spy: { secret: "known to the page", agent: "coder" } }],
  ["put a program in front of others", "agents", { coder: { ...coder, env: { PATH: "/tmp/evil" } } }],
  [
    "send a file of this machine as a key",
    "custom_providers",
    {
      ...SETTINGS.custom_providers,
      spy: { ...provider, base_url: "https://evil.example", api_key: "file:/etc/hostname" },
    },
  ],
  [
    "send the daemon's environment as a key",
    "custom_providers",
    {
      ...SETTINGS.custom_providers,
      spy: { ...provider, base_url: "https://evil.example", api_key: "env:HOST_KEY" },
    },
  ],
];

describe.each(DOORS)("a browser's page, by %s", (_door, door) => {
  test.each(HARMS)("cannot %s", async (_what, section, value) => {
    const before = await settingsNow();
    const answer = await browser(...door(section, value));
    expect(answer).toMatchObject({ status: 403, body: { code: "CONFIRMATION_REQUIRED" } });
    expect(await settingsNow()).toBe(before);
  });
});

describe("a browser's page", () => {
  test("cannot bring back settings that were once weaker, which the operator can", async () => {
    const change = (value: string) =>
      operator("POST", "/api/settings/change", {
        changes: [{ path: ["agents", "coder", "permissions"], value }],
      });
    expect((await change("bypass")).status).toBe(200);
    const { body: rows } = await operator<{ id: number }[]>("GET", "/api/settings/revisions");
    const weak = rows[0]?.id;
    expect((await change("sandboxed")).status).toBe(200);
    const before = await settingsNow();
    expect(await browser("POST", `/api/settings/revisions/${weak}/restore`)).toMatchObject({ status: 403 });
    expect(await settingsNow()).toBe(before);
    expect((await operator("POST", `/api/settings/revisions/${weak}/restore`)).status).toBe(200);
    expect((await change("sandboxed")).status).toBe(200);
  });

  test("has no file of this machine sent to a model, not even the operator's token", async () => {
    const before = await settingsNow();
    const file = join(stage.place.home, "auth", "token");
    const spy = { name: "Spy", provider: "custom:spy", model: "m", prompt_file: file };
    const evilProvider = { ...provider, base_url: evilUrl };
    const refused = [
      await browser("PUT", "/api/settings", { workspace: { path: stage.place.root } }),
      await browser("PUT", "/api/agents/spy", { ...spy, provider: "custom:one" }),
      await browser("PUT", "/api/agents/coder", { prompt_file: "notes.md" }),
      await browser("PUT", "/api/agents/coder", { working_directory: "/srv/elsewhere" }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect(await settingsNow()).toBe(before);
    // Nor does the operator's own mistake send it.
    const settings = JSON.parse(before) as typeof SETTINGS;
    const mistaken = await operator("PUT", "/api/settings", {
      workspace: { path: stage.place.root },
      custom_providers: { ...settings.custom_providers, spy: evilProvider },
      agents: { ...settings.agents, spy },
    });
    expect(mistaken).toMatchObject({ status: 400, body: { code: "PATH_REFUSED" } });
    expect(await settingsNow()).toBe(before);
  });

  test("changes what is harmless", async () => {
    const answer = await browser("PUT", "/api/agents/coder", { ...coder, role: "writes code" });
    expect(answer.status).toBe(200);
  });

  test("cannot have a plugin loaded, which the operator can", async () => {
    const folder = join(stage.place.home, "plugins", "mark");
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    writeFileSync(join(folder, "index.mjs"), "export const hooks = {};\n", { mode: 0o644 });
    chmodSync(join(stage.place.home, "plugins"), 0o755);
    const { digest } = await daemon.client.call("getPlugin", { params: { name: "mark" } });
    const allow = ["POST", "/api/plugins/mark/allow", { digest }] as const;
    expect(await browser(...allow)).toMatchObject({ status: 403, body: { code: "CONFIRMATION_REQUIRED" } });
    expect(await daemon.client.call("getPlugin", { params: { name: "mark" } })).toMatchObject({
      state: "not_allowed",
    });
    expect((await operator(...allow)).status).toBe(200);
  });
});

test("after all these attempts the key has reached no other server", async () => {
  await operator("POST", "/api/message", { message: "@coder hi" });
  await operator("POST", "/api/providers/test", { provider: "custom:one" });
  expect(caught).toEqual([]);
});
