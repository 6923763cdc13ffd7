/**
 * What is reached, through what, and where it fails, with real sockets.
 *
 * @requirement NETWORK-4
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { needs } from "@tinyagi/testkit";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { probe } from "./probe.js";

const target = (url: string) => ({ part: "provider" as const, id: "local", url });
const direct = { proxy: undefined };
// Tests in the same process may trust every certificate.
beforeEach(() => {
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", undefined);
  return () => void vi.unstubAllEnvs();
});

async function bound(server: Server, host = "127.0.0.1"): Promise<number> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket)).on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

const json: RequestListener = (_request, response) =>
  response.writeHead(401, { "content-type": "application/json" }).end("{}");

/** @param status of its answer to CONNECT; it opens the connection only with 200 */
async function proxyWith(status: number, asked: IncomingMessage[] = []): Promise<string> {
  const server = createServer();
  server.on("connect", (request: IncomingMessage, socket: Socket) => {
    asked.push(request);
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
    const place = new URL(`http://${request.url}`);
    const up = connect(Number(place.port), place.hostname.replace(/[[\]]/g, ""), () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      up.pipe(socket).pipe(up);
    });
    up.on("error", () => socket.destroy());
  });
  return `http://al:canary@127.0.0.1:${await bound(server)}`;
}

describe("a place that is reached", () => {
  test.each([
    ["127.0.0.1", "127.0.0.1", 4],
    ["::1", "[::1]", 6],
  ] as const)("at %s says its family, status and times, and gets no key", async (host, name, family) => {
    const asked: IncomingMessage[] = [];
    const port = await bound(
      createServer((request, response) => {
        asked.push(request);
        json(request, response);
      }),
      host,
    );
    const found = await probe(target(`http://${name}:${port}/v1/models`), direct);
    expect(found).toMatchObject({ ok: true, family, status: 401, proxy: null, failure: null });
    expect(found.origin).toBe(`http://${name}:${port}`);
    expect(Object.keys(found.ms)).toEqual(["connect", "answer"]);
    const [request] = asked;
    expect([request?.url, request?.headers.authorization, request?.headers["x-api-key"]]).toEqual([
      "/v1/models",
      undefined,
      undefined,
    ]);
  });

  test("a mail server is asked for nothing, and a page where pages belong is an answer", async () => {
    const said: Buffer[] = [];
    const port = await bound(createTcpServer((socket) => void socket.on("data", (data) => said.push(data))));
    const mail = await probe({ ...target(`http://127.0.0.1:${port}`), mail: "smtp" }, direct);
    expect(mail).toMatchObject({ ok: true, origin: `smtp://127.0.0.1:${port}`, status: null, failure: null });
    expect(said).toEqual([]);
    const site = createServer((_request, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html>"),
    );
    const url = `http://0.0.0.0:${await bound(site, "0.0.0.0")}/`;
    expect((await probe({ ...target(url), mayBePage: true }, direct)).ok).toBe(true);
  });

  test("through a proxy says so, without the proxy's password", async () => {
    const asked: IncomingMessage[] = [];
    const proxy = await proxyWith(200, asked);
    const port = await bound(createServer(json));
    const found = await probe(target(`http://127.0.0.1:${port}/`), { proxy });
    expect(found).toMatchObject({ ok: true, proxy: new URL(proxy).origin, status: 401 });
    expect(JSON.stringify(found)).not.toContain("canary");
    expect(asked[0]?.headers["proxy-authorization"]).toBe(
      `Basic ${Buffer.from("al:canary").toString("base64")}`,
    );
  });
});

describe("a place that is not reached says at which step", () => {
  const closed = async () => {
    const server = createTcpServer();
    const port = await bound(server);
    await new Promise((resolve) => server.close(resolve));
    return port;
  };

  test("DNS", async () => {
    const found = await probe(target("https://no-such-name.invalid/"), direct);
    expect(found).toMatchObject({ ok: false, failure: { stage: "dns" } });
  });

  test("the connection", async () => {
    const found = await probe(target(`http://127.0.0.1:${await closed()}/`), direct);
    expect(found.failure).toEqual({ stage: "connect", code: "ECONNREFUSED" });
  });

  test.each([407, 403, 502])("a proxy that answers %i", async (status) => {
    const found = await probe(target("https://api.example/"), { proxy: await proxyWith(status) });
    expect(found.failure).toEqual({ stage: "proxy", code: String(status) });
  });

  test.each([407, 200])("a proxy that answers %i keeps no connection", async (status) => {
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const server = createTcpServer((socket) => {
      socket.on("error", () => {}).on("close", end);
      // It leaves its side open, and no TLS follows.
      socket.once("data", () => socket.write(`HTTP/1.1 ${status} X\r\n\r\n`));
    });
    const proxy = `http://127.0.0.1:${await bound(server)}`;
    expect((await probe(target("https://api.example/"), { proxy, limitMs: 1_000 })).ok).toBe(false);
    await ended;
  });

  test("a proxy that is not there", async () => {
    const proxy = `http://127.0.0.1:${await closed()}`;
    const found = await probe(target("https://api.example/"), { proxy });
    expect(found).toMatchObject({ proxy, failure: { stage: "connect", code: "ECONNREFUSED" } });
  });

  test("TLS that is none", async () => {
    const port = await bound(createServer(json));
    const found = await probe(target(`https://127.0.0.1:${port}/`), direct);
    expect(found.failure?.stage).toBe("tls");
  });

  test("a certificate that is not known, before anything is asked", needs("openssl"), async () => {
    const asked: string[] = [];
    const server = createSecureServer(selfSigned(), (request, response) => {
      asked.push(request.url ?? "");
      response.end();
    });
    const found = await probe(target(`https://127.0.0.1:${await bound(server)}/secret`), direct);
    expect(found.failure).toEqual({ stage: "tls", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    expect(asked).toEqual([]);
  });

  test("an answer that never comes", async () => {
    const port = await bound(createTcpServer());
    const found = await probe(target(`http://127.0.0.1:${port}/`), { ...direct, limitMs: 300 });
    expect(found.failure).toEqual({ stage: "answer", code: "timeout" });
  });

  test("an answer that is not HTTP", async () => {
    const port = await bound(createTcpServer((socket) => socket.end("220 smtp ready\r\n\r\n")));
    expect((await probe(target(`http://127.0.0.1:${port}/`), direct)).failure).toEqual({
      stage: "answer",
      code: "HPE_INVALID_CONSTANT",
    });
  });

  test.each([200, 302, 511])("the sign-in page of a network, status %i", async (status) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { "content-type": "text/html", location: "http://10.0.0.1/login" });
      response.end("<html>Sign in</html>");
    });
    const found = await probe(target(`http://0.0.0.0:${await bound(server, "0.0.0.0")}/v1/models`), direct);
    expect(found).toMatchObject({ ok: false, failure: { stage: "portal", code: String(status) } });
  });
});

function selfSigned(): { key: string; cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-tls-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "2"];
  execFileSync("openssl", [...made, "-keyout", key, "-out", cert], { stdio: "ignore" });
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
