/**
 * A login as MCP servers have it (OAuth 2.1 with RFC 7636, 7591, 8414 and 9728), in front of a fake MCP server: without a
 * token it answers 401. Tokens end when the test says so. For tests; it keeps everything in memory.
 */
import { createHash, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

export interface FakeLogin extends AsyncDisposable {
  /** Address of the MCP server behind the login. */
  readonly url: string;
  /** Ends all access tokens; those that renew them stay valid. */
  expire(): void;
  /** Ends all tokens. */
  revoke(): void;
  /** Grants of tokens so far, by kind. */
  grants(): readonly string[];
  /** Every access token that it gave. */
  tokens(): readonly string[];
}

/** @param target address of the MCP server that is behind it */
export async function startFakeLogin(target: string): Promise<FakeLogin> {
  const state: State = {
    target,
    base: "",
    clients: new Map(),
    codes: new Map(),
    access: new Set(),
    renewals: new Set(),
    grants: [],
    given: [],
  };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  state.base = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return {
    url: `${state.base}/mcp`,
    expire: () => state.access.clear(),
    revoke() {
      state.access.clear();
      state.renewals.clear();
    },
    grants: () => state.grants,
    tokens: () => state.given,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface State {
  readonly target: string;
  base: string;
  /** Addresses that a client may be sent back to. */
  readonly clients: Map<string, readonly string[]>;
  readonly codes: Map<
    string,
    { readonly client: string; readonly redirect: string; readonly challenge: string }
  >;
  readonly access: Set<string>;
  readonly renewals: Set<string>;
  readonly grants: string[];
  readonly given: string[];
}

async function answer(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { base } = state;
  const url = new URL(request.url ?? "/", base);
  const body = await readBody(request);
  const json = (value: unknown, status = 200) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  if (url.pathname.startsWith("/.well-known/oauth-protected-resource"))
    return json({ resource: `${base}/mcp`, authorization_servers: [base] });
  if (url.pathname.startsWith("/.well-known/oauth-authorization-server")) return json(metadataOf(base));
  if (url.pathname === "/register") {
    const client = randomUUID();
    const wanted = JSON.parse(body) as { redirect_uris: string[] };
    state.clients.set(client, wanted.redirect_uris);
    return json({ ...wanted, client_id: client }, 201);
  }
  if (url.pathname === "/authorize") {
    const target = authorize(state, url.searchParams);
    return void response.writeHead(target === undefined ? 400 : 302, { location: target }).end();
  }
  if (url.pathname === "/token") {
    const tokens = exchange(state, new URLSearchParams(body));
    return tokens === undefined ? json({ error: "invalid_grant" }, 400) : json(tokens);
  }
  await pass(state, request, { body, response });
}

function metadataOf(base: string) {
  return {
    issuer: base,
    authorization_endpoint: `${base}/authorize`,
    token_endpoint: `${base}/token`,
    registration_endpoint: `${base}/register`,
    response_types_supported: ["code"],
    grant_types_supported: ["authorization_code", "refresh_token"],
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: ["none"],
  };
}

/** A person who agrees at once. @returns where the browser goes */
function authorize(state: State, params: URLSearchParams): string | undefined {
  const client = params.get("client_id") ?? "";
  const redirect = params.get("redirect_uri") ?? "";
  if (state.clients.get(client)?.includes(redirect) !== true) return undefined;
  const code = randomUUID();
  state.codes.set(code, { client, redirect, challenge: params.get("code_challenge") ?? "" });
  return `${redirect}?${new URLSearchParams({ code, state: params.get("state") ?? "" })}`;
}

function exchange(state: State, form: URLSearchParams) {
  const kind = form.get("grant_type") ?? "";
  const isValid = kind === "refresh_token" ? renews(state, form) : redeems(state, form);
  if (!isValid) return undefined;
  const [access, renewal] = [`access-${randomUUID()}`, `renewal-${randomUUID()}`];
  state.access.add(access);
  state.renewals.add(renewal);
  state.grants.push(kind);
  state.given.push(access);
  return { access_token: access, refresh_token: renewal, token_type: "Bearer", expires_in: 3_600 };
}

function renews({ renewals }: State, form: URLSearchParams): boolean {
  return renewals.delete(form.get("refresh_token") ?? "");
}

function redeems({ codes }: State, form: URLSearchParams): boolean {
  const id = form.get("code") ?? "";
  const code = codes.get(id);
  codes.delete(id);
  const proof = createHash("sha256")
    .update(form.get("code_verifier") ?? "")
    .digest("base64url");
  return (
    code !== undefined &&
    code.challenge === proof &&
    code.client === form.get("client_id") &&
    code.redirect === form.get("redirect_uri")
  );
}

async function pass(
  { access, base, target }: State,
  request: IncomingMessage,
  { body, response }: { body: string; response: ServerResponse },
): Promise<void> {
  const token = (request.headers.authorization ?? "").replace(/^Bearer /, "");
  if (!access.has(token)) {
    const where = `Bearer resource_metadata="${base}/.well-known/oauth-protected-resource/mcp"`;
    return void response.writeHead(401, { "www-authenticate": where }).end();
  }
  const { method = "GET" } = request;
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    authorization: `Bearer ${token}`,
  };
  const given = await fetch(target, { method, headers, ...(method === "POST" ? { body } : {}) });
  response.writeHead(given.status, { "content-type": given.headers.get("content-type") ?? "" });
  response.end(Buffer.from(await given.arrayBuffer()));
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
