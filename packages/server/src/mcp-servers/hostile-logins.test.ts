/**
 * Logins at MCP servers that turn them against the owner: towards other addresses, other authorization servers, and the
 * owner's browser and terminal.
 *
 * @requirement MCP-4
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createVirtualClock } from "@tinyagi/base";
import { expect, it, onTestFinished } from "vitest";
import { openConnection } from "./connection.js";
import { createLoginFetch } from "./login-fetch.js";
import type { StoredLogin } from "./login-store.js";
import { createLogins } from "./logins.js";

const REDIRECT = "http://127.0.0.1:39123/callback";
const LOGGED_IN = {
  access_token: "access-1234567890",
  refresh_token: "renewal-1234567890",
  token_type: "Bearer",
};

type Answer = (request: IncomingMessage, response: ServerResponse) => void;
type Documents = Record<string, object | Answer>;

/** A server of documents by path, which keeps what it was asked. */
async function listen(documents: (base: string) => Documents) {
  const asked: { path: string; headers: IncomingMessage["headers"] }[] = [];
  let base = "";
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", base).pathname;
    asked.push({ path, headers: request.headers });
    const found = documents(base)[path];
    if (typeof found === "function") return found(request, response);
    response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { base, url: `${base}/mcp`, asked, paths: () => asked.map(({ path }) => path) };
}

const RESOURCE = "/.well-known/oauth-protected-resource/mcp";
const METADATA = "/.well-known/oauth-authorization-server";
const metadataOf = (base: string) => ({
  issuer: base,
  authorization_endpoint: `${base}/authorize`,
  token_endpoint: `${base}/token`,
  registration_endpoint: `${base}/register`,
  response_types_supported: ["code"],
  code_challenge_methods_supported: ["S256"],
});
const honest = (base: string): Documents => ({
  [RESOURCE]: { resource: `${base}/mcp`, authorization_servers: [base] },
  [METADATA]: metadataOf(base),
  "/register": (_request, response) =>
    void response
      .writeHead(201, { "content-type": "application/json" })
      .end(JSON.stringify({ client_id: "client", redirect_uris: [REDIRECT] })),
  "/token": LOGGED_IN,
});

function createFixture(kept?: StoredLogin) {
  const written: StoredLogin[] = [];
  const store = {
    read: async () => written.at(-1) ?? kept,
    write: async (_id: string, login: StoredLogin) => void written.push(login),
    forget: async () => {},
    ids: async () => [],
  };
  return { written, ...createLogins({ store, clock: createVirtualClock(), learn: () => {} }) };
}

/** What a login at a server comes to that answers so. */
async function outcome(documents: (base: string) => Documents): Promise<string> {
  const { url } = await listen(documents);
  const { begin } = createFixture();
  return begin({ id: "files", url }, REDIRECT).catch((error: Error) => error.message);
}

it("is not led to another address of this machine or its networks, by no document", async () => {
  const inside = await listen(honest);
  const refused = "not on the public web";
  for (const server of [inside.base, "http://169.254.169.254/", "https://10.0.0.1/", "https://[::1]:9/"]) {
    const resource = (base: string) => ({ resource: `${base}/mcp`, authorization_servers: [server] });
    expect(await outcome((base) => ({ ...honest(base), [RESOURCE]: resource(base) }))).toContain(refused);
  }
  const changed = (change: object) => (base: string) => ({
    ...honest(base),
    [METADATA]: { ...metadataOf(base), ...change },
  });
  expect(await outcome(changed({ registration_endpoint: `${inside.base}/register` }))).toContain(refused);
  const { url } = await listen(changed({ token_endpoint: `${inside.base}/token` }));
  const { begin, finish, written } = createFixture();
  const target = new URL(await begin({ id: "files", url }, REDIRECT));
  const state = target.searchParams.get("state");
  await expect(finish({ id: "files", url }, `?code=a&state=${state}`)).rejects.toThrow(refused);
  expect(written).toEqual([]);
  expect(inside.paths()).toEqual([]);
});

it("follows no redirect to another address", async () => {
  const inside = await listen(honest);
  const away: Answer = (request, response) =>
    void response.writeHead(307, { location: `${inside.base}${request.url}` }).end();
  for (const path of [RESOURCE, METADATA, "/register"])
    await outcome((base) => ({ ...honest(base), [path]: away }));
  expect(inside.paths()).toEqual([]);
});

it("sends nothing in the clear to a server that was chosen with https", async () => {
  const { base, paths } = await listen(honest);
  const send = createLoginFetch(base.replace("http:", "https:"));
  await expect(send(`${base}/token`, { method: "POST", body: "code=a" })).rejects.toThrow("public web");
  expect(paths()).toEqual([]);
});

it("sends no browser to what is no page of the public web or of the server", async () => {
  const targets = [
    "javascript:alert(1)",
    "file:///etc/passwd",
    "vscode://command",
    "http://example.com/authorize",
    "https://192.168.1.1/reboot",
    "https://accounts.example.com@93.184.216.34/",
    `https://93.184.216.34/${"a".repeat(10_000)}`,
  ];
  for (const target of targets) {
    const shown = await outcome((base) => ({
      ...honest(base),
      [METADATA]: { ...metadataOf(base), authorization_endpoint: target },
    }));
    expect(shown, target.slice(0, 80)).toMatch(/^The login at the MCP server files failed: /);
  }
});

it("shows an address and a reason without characters that act on a terminal", async () => {
  const target = await outcome((base) => ({
    ...honest(base),
    [METADATA]: { ...metadataOf(base), authorization_endpoint: `${base}/a\u001b]0;x\u0007\u202e` },
  }));
  expect(target).toMatch(/^http:\/\/127[!-~]+$/);
  const reason = await outcome((base) => ({
    ...honest(base),
    "/register": (_request, response) =>
      void response
        .writeHead(400, { "content-type": "application/json" })
        .end(JSON.stringify({ error: "invalid_request", error_description: "a\u001b[2J\u202eb\nc" })),
  }));
  expect(reason).toContain("failed");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
  expect(reason).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
});

it("takes no code from another authorization server than the one that it asked", async () => {
  expect(
    await outcome((base) => ({ ...honest(base), [METADATA]: metadataOf("https://login.example.com") })),
  ).toContain("failed");
  const { url, paths } = await listen(honest);
  const { begin, finish, written } = createFixture();
  const state = new URL(await begin({ id: "files", url }, REDIRECT)).searchParams.get("state");
  const answer = `?code=a&state=${state}&iss=https%3A%2F%2Flogin.example.com`;
  await expect(finish({ id: "files", url }, answer)).rejects.toThrow();
  expect(paths()).not.toContain("/token");
  expect(written).toEqual([]);
});

it("ends an answer that does not end", async () => {
  let sent = 0;
  const endless: Answer = (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const more = () => {
      for (let ready = true; ready && !response.destroyed; sent += 65_536)
        ready = response.write(Buffer.alloc(65_536, " "));
    };
    response.on("drain", more);
    more();
  };
  expect(await outcome((base) => ({ ...honest(base), [METADATA]: endless }))).toContain("more than");
  expect(sent).toBeLessThan(16 * 1_024 * 1_024);
});

it("sends the keys of a server to no other one, and renews nowhere else than where the login was", async () => {
  const issuer = await listen(honest);
  const { url } = await listen((base) => ({
    [RESOURCE]: { resource: `${base}/mcp`, authorization_servers: [issuer.base] },
    "/mcp": (_request, response) => void response.writeHead(401).end(),
  }));
  const client = { client_id: "client", issuer: "https://login.example.com" };
  const tokens = { ...LOGGED_IN, issuer: "https://login.example.com" };
  const { provider } = createFixture({ url, redirectUri: REDIRECT, client, tokens });
  const login = await provider({ id: "files", url });
  const headers = { "x-key": "key-of-the-owner" };
  const opened = openConnection({
    place: { kind: "address", url, headers, login },
    signal: AbortSignal.timeout(10_000),
    onStderr: () => {},
    onToolsChanged: () => {},
    onClosed: () => {},
  });
  await expect(opened).rejects.toThrow();
  expect(issuer.asked).toEqual([]);
});

it("leaves the keys of a server out of a request to its authorization server", async () => {
  const { base, asked } = await listen(honest);
  const send = createLoginFetch(base, { "X-Key": "key-of-the-owner", accept: "text/plain" });
  await send(`${base}/token`, { headers: { "x-key": "key-of-the-owner", accept: "application/json" } });
  expect(asked[0]?.headers).toMatchObject({ accept: "application/json" });
  expect(asked[0]?.headers).not.toHaveProperty("x-key");
});
