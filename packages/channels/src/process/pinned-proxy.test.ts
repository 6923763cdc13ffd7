import http, { createServer } from "node:http";
import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import type { AddressInfo, LookupFunction, Socket } from "node:net";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { useNetwork } from "./use-network.js";

const asked: string[] = [];
/** What the last tunnel was sent first. */
let sent = "";

beforeAll(async () => {
  const proxy = createServer();
  proxy.on("connect", (request, socket: Socket) => {
    asked.push(request.url ?? "");
    socket.on("error", () => {});
    socket.once("data", (data) => {
      sent = data.toString("latin1");
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
    socket.write("HTTP/1.1 200 Connected\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const giveBack = await keepNetwork();
  await useNetwork({ HTTP_PROXY: address, HTTPS_PROXY: address });
  return () => {
    giveBack();
    proxy.close();
  };
});

/** What a whole process uses: tests that follow in this one have it back. */
async function keepNetwork(): Promise<() => void> {
  const { getGlobalDispatcher, setGlobalDispatcher } = await import("undici");
  const dispatcher = getGlobalDispatcher();
  const env = { ...process.env };
  const [plain, secure] = [{ ...http }, { ...https }];
  return () => {
    setGlobalDispatcher(dispatcher);
    for (const name of Object.keys(process.env)) if (!Object.hasOwn(env, name)) delete process.env[name];
    Object.assign(process.env, env);
    Object.assign(http, { request: plain.request, get: plain.get });
    Object.assign(https, { request: secure.request, get: secure.get });
    syncBuiltinESMExports();
  };
}

/** @returns the tunnel that the proxy was asked for, or the error */
async function openTunnel(url: string, lookup?: LookupFunction): Promise<string> {
  asked.length = 0;
  const { request } = url.startsWith("https:") ? https : http;
  const failure = await new Promise<Error | undefined>((resolve) => {
    const asking = request(url, lookup === undefined ? {} : { lookup, agent: false });
    asking.once("response", (answer) => answer.resume().once("end", () => resolve(undefined)));
    asking.once("error", resolve).end();
    onTestFinished(() => void asking.destroy());
  });
  return asked[0] ?? String(failure);
}

const pinned =
  (...addresses: string[]): LookupFunction =>
  (_host, options, done) => {
    const all = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
    if (all[0] === undefined) return done(new Error("the name is not known"), "", 0);
    return options.all === true ? done(null, all) : done(null, all[0].address, all[0].family);
  };

/** @requirement WEB-1 */
test("a caller that chose the address of a name gets a tunnel to it, and the site still hears its name", async () => {
  expect(await openTunnel("http://site.example/a")).toBe("site.example:80");
  expect(await openTunnel("http://site.example/a", pinned("192.0.2.7"))).toBe("192.0.2.7:80");
  expect(sent).toMatch(/^GET \/a HTTP\/1\.1\r\nhost: site\.example\r\n/i);
  expect(await openTunnel("https://site.example:8443/", pinned("2001:db8::1"))).toBe("[2001:db8::1]:8443");
  expect(sent).toContain("site.example");
  expect(await openTunnel("https://site.example/", pinned("2001:db8::1", "192.0.2.7"))).toBe("192.0.2.7:443");
  expect(await openTunnel("https://site.example/", pinned())).toMatch(/not known/);
});

/** @requirement NETWORK-1 */
test("fetch and Node's own client agree: a name goes through the proxy, this machine never", async () => {
  const local = createServer((_request, response) => response.end("here"));
  await new Promise<void>((resolve) => local.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void local.close());
  const { port } = local.address() as AddressInfo;
  for (const host of ["127.0.0.1", "localhost"]) {
    asked.length = 0;
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe("here");
    expect(await openTunnel(`http://${host}:${port}/`)).toBe("undefined");
    expect(asked).toEqual([]);
  }
  asked.length = 0;
  await fetch("http://site.example/a");
  expect(asked).toEqual(["site.example:80"]);
});
