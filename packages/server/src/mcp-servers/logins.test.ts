/**
 * Logins at MCP servers, against a real server with OAuth on loopback: what the owner's browser brings back is exchanged
 * here, agents then use the account, and nobody sees its tokens.
 *
 * @requirement MCP-4
 */
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { homePaths } from "@tinyagi/home";
import { startFakeLogin, startFakeMcp } from "@tinyagi/testkit";
import { expect, it, onTestFinished } from "vitest";
import { serve, TOOLS } from "./fixture.js";

const REDIRECT = "http://127.0.0.1:39123/callback";

async function serveBehindLogin() {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-login-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const target = await startFakeMcp(join(folder, "state.json"), { tools: TOOLS });
  onTestFinished(() => target[Symbol.asyncDispose]());
  const login = await startFakeLogin(String(target.config.url));
  onTestFinished(() => login[Symbol.asyncDispose]());
  const config = { url: login.url, command: undefined, args: undefined, env: undefined, headers: {} };
  const fixture = await serve({ address: true, config, unseen: true });
  const post = (path: string, body?: object) => fixture.call("POST", `/api/mcp-servers/files${path}`, body);
  /** What a browser does whose person agrees. @returns the query of the address that it ends at */
  const visit = async (url: string) => {
    const answer = await fetch(url, { redirect: "manual" });
    return new URL(answer.headers.get("location") ?? "").search;
  };
  const logIn = async () => {
    const { url } = (await post("/login", { redirectUri: REDIRECT })).body;
    return post("/login/finish", { answer: await visit(url) });
  };
  return { ...fixture, login, post, visit, logIn };
}

it("says that it wants a login, has one after it, and agents never see its tokens", async () => {
  const { post, logIn, asRun, login, folder } = await serveBehindLogin();
  expect((await post("/test")).body).toMatchObject({ state: "failed", login: "needed" });
  expect((await logIn()).status).toBe(200);
  expect((await post("/test")).body).toMatchObject({
    state: "running",
    login: "done",
    problem: null,
  });
  const client = await asRun();
  const result = await client.callTool({ name: "files__read", arguments: {} });
  const text = JSON.stringify(result.content);
  expect(text).toContain("Bearer [redacted]");
  for (const token of login.tokens()) expect(text).not.toContain(token);
  const kept = join(homePaths(folder).auth, "mcp");
  expect(readdirSync(kept)).toEqual(["files.json"]);
  expect(statSync(join(kept, "files.json")).mode & 0o077).toBe(0);
});

it("renews a login that ended, hides the new token too, and asks for another one only when that fails", async () => {
  const { post, logIn, asRun, login } = await serveBehindLogin();
  await logIn();
  await post("/test");
  const client = await asRun();
  login.expire();
  const text = JSON.stringify((await client.callTool({ name: "files__read", arguments: {} })).content);
  expect(login.grants()).toEqual(["authorization_code", "refresh_token"]);
  expect(text).toContain("Bearer [redacted]");
  login.revoke();
  expect((await post("/test")).body).toMatchObject({ login: "needed" });
});

it("takes an answer once, and only to the login that was begun", async () => {
  const { post, visit } = await serveBehindLogin();
  expect((await post("/login/finish", { answer: "?code=a&state=b" })).status).toBe(409);
  const { url } = (await post("/login", { redirectUri: REDIRECT })).body;
  const answer = await visit(url);
  const other = answer.replace(/state=[^&]+/, "state=of-somebody-else");
  expect((await post("/login/finish", { answer: other })).status).toBe(400);
  expect((await post("/login/finish", { answer })).status).toBe(200);
  expect((await post("/login/finish", { answer })).status).toBe(409);
});

it("is forgotten by a logout", async () => {
  const { logIn, call, folder } = await serveBehindLogin();
  await logIn();
  expect((await call("DELETE", "/api/mcp-servers/files/login")).body).toMatchObject({
    login: "none",
  });
  expect(readdirSync(join(homePaths(folder).auth, "mcp"))).toEqual([]);
});

it("is forgotten with its server, also one that nobody used since the start", async () => {
  const { logIn, call, folder, store, journal } = await serveBehindLogin();
  await logIn();
  const kept = join(homePaths(folder).auth, "mcp");
  writeFileSync(join(kept, "earlier.json"), "{}");
  const changes = [
    { path: ["agents", "lead", "mcp_servers"], value: [] },
    { path: ["mcp_servers", "files"] },
  ];
  expect(await call("POST", "/api/settings/change", { changes })).toMatchObject({ status: 200 });
  const changed = { author: "owner", revision: 2, paths: ["mcp_servers.files"] };
  await store.write(() => journal.append("settings.changed", changed));
  await expect.poll(() => readdirSync(kept)).toEqual([]);
});

it("sends no browser over a network in the clear, and has no login for a program", async () => {
  const { post } = await serveBehindLogin();
  expect((await post("/login", { redirectUri: "http://example.com/callback" })).status).toBe(400);
  const program = await serve();
  const answer = await program.call("POST", "/api/mcp-servers/files/login", { redirectUri: REDIRECT });
  expect(answer.status).toBe(400);
});
