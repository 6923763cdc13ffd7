import { mkdtempSync, rmSync, statSync } from "node:fs";
import { createServer as createHttpServer, request } from "node:http";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { connectTarget, type Egress, egressRule, openEgressProxy, openForward } from "./egress.js";

let folder: string;
let echo: Server;
let port: number;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tinyagi-egress-"));
  echo = createServer((socket) => socket.on("error", () => {}).pipe(socket));
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  port = (echo.address() as AddressInfo).port;
});
afterEach(() => {
  echo.close();
  rmSync(folder, { recursive: true, force: true });
});

describe("what a container may reach", () => {
  const allows = egressRule(["api.example.com"], [{ host: "model.lan", port: 8080 }]);
  test.each([
    ["api.example.com", 443, true],
    ["API.Example.COM", 443, true],
    ["api.example.com", 80, false],
    ["api.example.com", 22, false],
    ["evil.api.example.com", 443, false],
    ["api.example.com.evil.com", 443, false],
    ["api.example.com.", 443, false],
    ["model.lan", 8080, true],
    ["model.lan", 443, false],
    ["127.0.0.1", 443, false],
    ["169.254.169.254", 80, false],
  ])("%s:%i: %s", (host, at, expected) => {
    expect(allows({ host, port: at })).toBe(expected);
  });
});

test.each([
  ["api.example.com:443", { host: "api.example.com", port: 443 }],
  ["[::1]:443", { host: "::1", port: 443 }],
  ["api.example.com", undefined],
  [":443", undefined],
  ["a:b", undefined],
  ["a:0", undefined],
  ["a:65536", undefined],
  [undefined, undefined],
])("the target of CONNECT %s is %j", (text, target) => {
  expect(connectTarget(text)).toEqual(target);
});

const direct = async () => undefined;

/** Sends CONNECT, then a line. @returns the status, and what came back */
function tunnelTo(socket: string, target: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: socket, method: "CONNECT", path: target });
    asked.on("error", reject);
    asked.on("connect", ({ statusCode = 0 }, tunnel) => {
      if (statusCode !== 200) return resolve({ status: statusCode, text: "" });
      tunnel.write("ping");
      tunnel.once("data", (bytes: Buffer) => {
        tunnel.destroy();
        resolve({ status: statusCode, text: bytes.toString() });
      });
    });
    asked.end();
  });
}

describe("the proxy of a run", () => {
  let proxy: Egress;
  beforeEach(async () => {
    const allows = egressRule([], [{ host: "127.0.0.1", port }]);
    proxy = await openEgressProxy(join(folder, "p.sock"), { allows, via: direct });
  });
  afterEach(() => proxy.close());

  test("connects to what is allowed", async () => {
    expect(await tunnelTo(proxy.socket, `127.0.0.1:${port}`)).toEqual({ status: 200, text: "ping" });
  });

  test("refuses everything else", async () => {
    expect((await tunnelTo(proxy.socket, "127.0.0.1:1")).status).toBe(403);
    expect((await tunnelTo(proxy.socket, "localhost:443")).status).toBe(403);
  });

  test("is open to its user only, and is gone with the run", async () => {
    expect(statSync(proxy.socket).mode & 0o777).toBe(0o600);
    await proxy.close();
    expect(() => statSync(proxy.socket)).toThrow();
  });
});

test("a request without TLS reaches only an allowed address", async () => {
  const server = createHttpServer((asked, response) => response.end(`path ${asked.url}`));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = (server.address() as AddressInfo).port;
  const allows = egressRule([], [{ host: "127.0.0.1", port: at }]);
  const proxy = await openEgressProxy(join(folder, "h.sock"), { allows, via: direct });
  const ask = (path: string) =>
    new Promise<string>((resolve, reject) => {
      const asked = request({ socketPath: proxy.socket, path }, (answer) => {
        let text = `${answer.statusCode} `;
        answer.on("data", (bytes: Buffer) => (text += bytes.toString())).on("end", () => resolve(text));
      });
      asked.on("error", reject).end();
    });
  expect(await ask(`http://127.0.0.1:${at}/models?x=1`)).toBe("200 path /models?x=1");
  expect(await ask(`http://127.0.0.1:${port}/`)).toBe("403 ");
  expect(await ask("/models")).toBe("403 ");
  await proxy.close();
  server.close();
});

test("the machine's own proxy is asked for the hosts that are allowed", async () => {
  const asked: string[] = [];
  const upstream = createHttpServer();
  upstream.on("connect", ({ url, headers }, socket) => {
    asked.push(`${url} ${headers["proxy-authorization"]}`);
    socket.on("error", () => {});
    socket.write("HTTP/1.1 200 OK\r\n\r\n");
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => upstream.listen(0, "127.0.0.1", resolve));
  const address = `http://me:pw@127.0.0.1:${(upstream.address() as AddressInfo).port}`;
  const allows = egressRule(["api.example.com"], []);
  const proxy = await openEgressProxy(join(folder, "u.sock"), { allows, via: async () => new URL(address) });
  expect(await tunnelTo(proxy.socket, "api.example.com:443")).toEqual({ status: 200, text: "ping" });
  expect(asked).toEqual([`api.example.com:443 Basic ${Buffer.from("me:pw").toString("base64")}`]);
  await proxy.close();
  upstream.close();
});

test("a forward leads to its one address", async () => {
  const way = await openForward(join(folder, "f.sock"), { host: "127.0.0.1", port });
  const socket = connect(way.socket);
  socket.write("hello");
  const [bytes] = await new Promise<Buffer[]>((resolve) =>
    socket.once("data", (data: Buffer) => resolve([data])),
  );
  expect(bytes?.toString()).toBe("hello");
  socket.destroy();
  await way.close();
});

test("a socket whose path is too long is refused with its cause", async () => {
  const way = openForward(join(folder, "x".repeat(110)), { host: "127.0.0.1", port });
  await expect(way).rejects.toMatchObject({
    class: "invalid",
    message: expect.stringContaining("107 bytes"),
  });
});

/** Opens connections that say nothing. @returns how many are open after each one was answered or ended */
async function opened(socket: string, count: number): Promise<number> {
  const all = Array.from({ length: count }, () => connect(socket));
  const states = all.map(
    (one) =>
      new Promise<boolean>((resolve) => {
        one.on("error", () => resolve(false)).on("close", () => resolve(false));
        one.once("data", () => resolve(true));
        one.write("x");
      }),
  );
  const found = (await Promise.all(states)).filter(Boolean).length;
  for (const one of all) one.destroy();
  return found;
}

test("a way has room for a program, and not for any number of connections", async () => {
  const way = await openForward(join(folder, "m.sock"), { host: "127.0.0.1", port });
  expect(await opened(way.socket, 140)).toBe(128);
  await way.close();
});

test("a connection on which nothing happens for long ends on both sides", async () => {
  const far = new Promise<void>((resolve) =>
    echo.once("connection", (socket) => socket.once("close", () => resolve())),
  );
  const way = await openForward(join(folder, "i.sock"), { host: "127.0.0.1", port }, 50);
  const near = connect(way.socket);
  await Promise.all([far, new Promise((resolve) => near.once("close", resolve))]);
  await way.close();
});

test("an answer that breaks off is broken off for the program too", async () => {
  const server = createHttpServer((_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("part", () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = (server.address() as AddressInfo).port;
  const allows = egressRule([], [{ host: "127.0.0.1", port: at }]);
  const proxy = await openEgressProxy(join(folder, "b.sock"), { allows, via: direct });
  const ended = await new Promise<string>((resolve) =>
    request({ socketPath: proxy.socket, path: `http://127.0.0.1:${at}/` }, (answer) =>
      answer
        .on("error", () => resolve("broken"))
        .on("end", () => resolve("whole"))
        .resume(),
    ).end(),
  );
  expect(ended).toBe("broken");
  await proxy.close();
  server.close();
});

test("an address of IPv6 without TLS is compared without its brackets", async () => {
  const seen: unknown[] = [];
  const allows = (address: object) => {
    seen.push(address);
    return false;
  };
  const proxy = await openEgressProxy(join(folder, "6.sock"), { allows, via: direct });
  await new Promise((resolve) =>
    request({ socketPath: proxy.socket, path: "http://[::1]:8080/" }, (answer) =>
      answer.resume().on("end", resolve),
    ).end(),
  );
  expect(seen).toEqual([{ host: "::1", port: 8080 }]);
  await proxy.close();
});
