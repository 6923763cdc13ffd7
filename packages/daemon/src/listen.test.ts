import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { request } from "node:http";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "@tinyagi/server";
import { describe, expect, onTestFinished, test } from "vitest";
import { type ListenOptions, listen } from "./listen.js";

const LOCAL: ListenOptions = { host: "127.0.0.1", port: 0, auth: "token" };

/** An app of which the tests request only the open route. */
function app() {
  const handlers = new Proxy({}, { get: () => () => ({ ok: true }) });
  const made = createApp({
    handlers: handlers as Parameters<typeof createApp>[0]["handlers"],
    feed: { lastSeq: () => 0, oldestSeq: () => 1, read: () => [], subscribe: () => () => {} },
    auth: { mode: () => "token", token: "t".repeat(32) },
    policy: () => ({ port: made.port, allowedHosts: ["0.0.0.0"], allowedOrigins: [] }),
  }) as ReturnType<typeof createApp> & { port: number };
  made.port = 0;
  return made;
}

async function bind(options: ListenOptions) {
  const made = app();
  const bound = await listen(made, options);
  made.port = bound.port;
  onTestFinished(() => bound.close());
  return bound;
}

async function occupy(host: string): Promise<number> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen({ port: 0, host, ipv6Only: true }, () => resolve()));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

const statusAt = async (host: string, port: number) => (await fetch(`http://${host}:${port}/healthz`)).status;

test.each(["127.0.0.1", "localhost", "::1", "[::1]", "0:0:0:0:0:0:0:1", "LOCALHOST"])(
  "%s binds both loopback addresses",
  async (host) => {
    const bound = await bind({ ...LOCAL, host });
    expect(bound.loopback).toBe(true);
    expect(await statusAt("127.0.0.1", bound.port)).toBe(200);
    expect(await statusAt("[::1]", bound.port)).toBe(200);
  },
);

test.skipIf(process.platform !== "linux")(
  "a single other address is served together with 127.0.0.1, which programs of this machine call",
  async () => {
    const bound = await bind({ ...LOCAL, host: "127.0.0.2" });
    expect(bound.loopback).toBe(false);
    expect(await statusAt("127.0.0.1", bound.port)).toBe(200);
    const taken = await occupy("127.0.0.1");
    await expect(bind({ ...LOCAL, host: "127.0.0.2", port: taken })).rejects.toMatchObject({
      code: "PORT_IN_USE",
    });
  },
);

test.each(["0.0.0.0", "::", "[::]"])("%s already contains 127.0.0.1", async (host) => {
  const bound = await bind({ ...LOCAL, host });
  expect(await statusAt("127.0.0.1", bound.port)).toBe(200);
});

test("connections to the second address pass the same checks as those to the first", async () => {
  const { port } = await bind(LOCAL);
  expect((await fetch(`http://[::1]:${port}/api/agents`)).status).toBe(401);
});

test("a machine without the second address serves the first", async () => {
  const bound = await bind({ ...LOCAL, second: "2001:db8::1" });
  expect(await statusAt("127.0.0.1", bound.port)).toBe(200);
});

test("a daemon serves even if the agents' address is missing or in use", async () => {
  const without = await bind({ ...LOCAL, agents: "2001:db8::1" });
  expect(without.agentHost).toBeUndefined();
  expect(await statusAt("127.0.0.1", without.port)).toBe(200);
  const port = await occupy("::1");
  const taken = await bind({ ...LOCAL, port, second: "2001:db8::1", agents: "::1" });
  expect(taken.agentHost).toBeUndefined();
  expect(await statusAt("127.0.0.1", port)).toBe(200);
});

/** @returns the status of the response over the socket */
function statusOver(
  { socketPath, host }: { socketPath: string; host: string },
  path: string,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, headers: { host }, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    asked.once("error", reject).end();
  });
}

function socketFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-listen-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe.runIf(process.platform === "linux")("the socket for sandboxed agents", () => {
  test("is accessible only to its owner, passes the same checks, and is removed on close", async () => {
    const path = join(socketFolder(), "api", "socket");
    const made = app();
    const bound = await listen(made, { ...LOCAL, agentSocket: path });
    made.port = bound.port;
    expect(bound.agentSocket).toBe(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const socket = { socketPath: path, host: `127.0.0.1:${bound.port}` };
    expect(await statusOver(socket, "/healthz")).toBe(200);
    expect(await statusOver(socket, "/api/agents")).toBe(401);
    expect(await statusOver({ ...socket, host: "evil.example" }, "/healthz")).toBe(403);
    await bound.close();
    await expect(statusOver(socket, "/healthz")).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("is not created when its path is too long or there is no address for sandboxed agents", async () => {
    const long = join(socketFolder(), "x".repeat(120));
    expect((await bind({ ...LOCAL, agentSocket: long })).agentSocket).toBeUndefined();
    const path = join(socketFolder(), "socket");
    const bound = await bind({ ...LOCAL, agents: "2001:db8::1", agentSocket: path });
    expect([bound.agentSocket, existsSync(path)]).toEqual([undefined, false]);
  });
});

test("after closing, neither address accepts connections and open ones are ended", async () => {
  const made = app();
  const bound = await listen(made, LOCAL);
  made.port = bound.port;
  expect(await statusAt("[::1]", bound.port)).toBe(200);
  await bound.close();
  await expect(statusAt("127.0.0.1", bound.port)).rejects.toThrow();
  await expect(statusAt("[::1]", bound.port)).rejects.toThrow();
});

test.each(["127.0.0.1", "::1"])("a port that another program uses on %s is refused", async (host) => {
  const port = await occupy(host);
  const made = app();
  onTestFinished(() => made.close());
  await expect(listen(made, { ...LOCAL, port })).rejects.toMatchObject({
    code: "PORT_IN_USE",
    message: expect.stringContaining(String(port)),
  });
});

test.each(["0.0.0.0", "192.0.2.1", "box.lan"])(
  "%s without a token is refused before anything is bound",
  async (host) => {
    const made = app();
    onTestFinished(() => made.close());
    await expect(listen(made, { ...LOCAL, host, auth: "none" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      message: expect.stringContaining("server.auth"),
    });
    expect(made.server.listening).toBe(false);
  },
);

test("an address beyond loopback is bound and reported as such", async () => {
  const bound = await bind({ ...LOCAL, host: "0.0.0.0" });
  expect(bound.loopback).toBe(false);
});

test("an address of another machine is refused, and the message names it", async () => {
  const made = app();
  onTestFinished(() => made.close());
  await expect(listen(made, { ...LOCAL, host: "192.0.2.1" })).rejects.toMatchObject({
    code: "INVALID_INPUT",
    message: expect.stringContaining("192.0.2.1"),
  });
});
