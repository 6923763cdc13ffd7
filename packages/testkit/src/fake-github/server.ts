/**
 * A fake of GitHub on loopback: its REST API in the published form (logins, ETag, rate limits, pages) and the repository
 * itself over git's HTTP protocol. For tests only.
 */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { serveGit } from "./git-http.js";
import { answerRest, type RestAnswer } from "./rest.js";
import { bareGit, createWorld, type GithubWorld } from "./world.js";

export interface FakeGithub extends AsyncDisposable {
  /** Of the server: the API is here, and the repository at `/<owner>/<repo>.git`. */
  readonly origin: string;
  readonly remote: string;
  readonly token: string;
  readonly world: GithubWorld;
}

/** @param folder an empty folder for the bare repository */
export async function startFakeGithub(folder: string): Promise<FakeGithub> {
  const owner = "acme";
  const repo = "app";
  const bare = join(folder, owner, `${repo}.git`);
  mkdirSync(dirname(bare), { recursive: true });
  bareGit(folder, "init", "--quiet", "--bare", "-b", "main", bare);
  bareGit(bare, "config", "http.receivepack", "true");
  const world = createWorld({ owner, repo, bare });
  const token = "ghp_0123456789abcdefghijABCDEFGHIJ0123456";
  const server = createServer((request, response) => {
    handle({ request, response, world, token, root: folder }).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    remote: `${origin}/${owner}/${repo}.git`,
    token,
    world,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  world: GithubWorld;
  token: string;
  root: string;
}

async function handle({ request, response, world, token, root }: Exchange): Promise<void> {
  const url = new URL(request.url ?? "/", `http://${request.headers.host}`);
  const login = request.headers.authorization;
  if (url.pathname.includes(".git/")) {
    const basic = `Basic ${Buffer.from(`x-access-token:${token}`).toString("base64")}`;
    const isAllowed = login === basic && (world.canPush || !url.href.includes("receive-pack"));
    if (!isAllowed) response.writeHead(login === basic ? 403 : 401).end();
    else await serveGit(request, response, { root, url });
    return;
  }
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  const method = request.method ?? "GET";
  const answer =
    takeFault(world) ??
    (login === `Bearer ${token}`
      ? answerRest(world, { method, url, body: text === "" ? {} : JSON.parse(text), origin: url.origin })
      : { status: 401, body: { message: "Bad credentials", status: "401" } });
  send({ response, world, answer, seen: request.headers["if-none-match"] });
  world.requests.push(`${method} ${url.pathname} ${response.statusCode}`);
}

function takeFault(world: GithubWorld): RestAnswer | undefined {
  const fault = world.faults.shift();
  return (
    fault && { status: fault.status, headers: fault.headers ?? {}, body: fault.body ?? { message: "no" } }
  );
}

function send(of: {
  response: ServerResponse;
  world: GithubWorld;
  answer: RestAnswer;
  seen: string | undefined;
}): void {
  const { response, world, answer, seen } = of;
  const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
  const etag = `W/"${createHash("sha256").update(text).digest("hex")}"`;
  const isSame = answer.status === 200 && seen === etag;
  // An answer that says that nothing changed costs nothing of the limit.
  if (!isSame) world.remaining -= 1;
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "x-ratelimit-limit": "5000",
    "x-ratelimit-remaining": String(world.remaining),
    etag,
    ...answer.headers,
  };
  response.writeHead(isSame ? 304 : answer.status, headers).end(isSame ? undefined : text);
}
