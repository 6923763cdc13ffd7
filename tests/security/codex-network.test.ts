/**
 * codex itself runs with the network of this machine: it needs its model. It must call nobody else, neither a marketplace
 * of plugins nor the service of a login that the agent does not use. A proxy writes down whom it calls; what runs on this
 * machine is called without it.
 *
 * @requirement CODEX-1
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openToolUsers, type ToolUsers } from "../e2e/support/tool-user.js";

const TIMEOUT_MS = 180_000;
const LOCAL = "127.0.0.1,localhost,127.84.65.71";

let users: ToolUsers;
let proxy: Server;
let called: string[] = [];

beforeAll(async () => {
  proxy = createServer((request, response) => {
    called.push(request.url ?? "");
    response.writeHead(502).end();
  });
  proxy.on("connect", (request, socket) => {
    called.push(request.url ?? "");
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const proxies = ["http_proxy", "https_proxy", "all_proxy"].flatMap((name) => [name, name.toUpperCase()]);
  users = await openToolUsers({
    env: { ...Object.fromEntries(proxies.map((name) => [name, url])), no_proxy: LOCAL, NO_PROXY: LOCAL },
  });
}, TIMEOUT_MS);
afterAll(async () => {
  await users[Symbol.asyncDispose]();
  proxy.closeAllConnections();
  proxy.close();
});
beforeEach(() => {
  called = [];
});

/** A login at ChatGPT as codex stores it, which nobody ever issued. */
function logIn(): void {
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const account = { chatgpt_plan_type: "plus", chatgpt_user_id: "u", chatgpt_account_id: "a", user_id: "u" };
  const claims = { email: "ann@example.org", exp: 4_102_444_800, "https://api.openai.com/auth": account };
  const token = `${encoded({ alg: "none" })}.${encoded(claims)}.signature`;
  const folder = join(users.stage.place.env.HOME ?? "", ".codex");
  mkdirSync(folder, { recursive: true });
  const tokens = { id_token: token, access_token: token, refresh_token: "r", account_id: "a" };
  const login = { OPENAI_API_KEY: null, tokens, last_refresh: new Date().toISOString() };
  writeFileSync(join(folder, "auth.json"), JSON.stringify(login), { mode: 0o600 });
}

describe("a run of codex with an endpoint of its own", needs("agent CLIs"), () => {
  const steps = [{ command: "echo at work" }];

  test("calls only its model and the daemon", async () => {
    expect((await users.use("codex", steps)).join()).toContain("at work");
    expect(called).toEqual([]);
  });

  test("calls only them, too, where the user is logged in elsewhere", async () => {
    logIn();
    expect((await users.use("codex", steps)).join()).toContain("at work");
    expect(called).toEqual([]);
  });
});
