/**
 * Behind a proxy: channels and models are reached through it, by names that only the proxy knows, and hosts of
 * `no_proxy` without it.
 *
 * @requirement NETWORK-1
 */
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { createFakeDiscord, createFakeTelegram, createMockModelServer, waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage } from "./support/stage.js";

const TIMEOUT_MS = 120_000;
const CREDENTIALS = `Basic ${Buffer.from("me:pass-of-proxy").toString("base64")}`;

let proxy: Server;
/** Hosts it was asked for, by people who know the password. */
const asked: string[] = [];

beforeAll(async () => {
  proxy = createServer((_request, response) => void response.writeHead(405).end());
  proxy.on("connect", (request, socket) => {
    if (request.headers["proxy-authorization"] !== CREDENTIALS)
      return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const { hostname, port } = new URL(`http://${request.url}`);
    asked.push(hostname);
    // All names of the tests are this machine.
    const target = connect(Number(port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(target).pipe(socket);
    });
    for (const end of [socket, target]) end.on("error", () => {});
    target.on("close", () => socket.destroy());
    socket.on("close", () => target.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});

const getAddress = () => `http://me:pass-of-proxy@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
const named = (url: string, name: string) => url.replace("127.0.0.1", name);

test.each([
  [
    "the settings",
    () => ({ settings: { network: { proxy: "env:MY_PROXY" } }, env: { MY_PROXY: getAddress() } }),
  ],
  ["the environment", () => ({ settings: {}, env: { https_proxy: getAddress(), http_proxy: getAddress() } })],
] as const)(
  "channels and models are reached through the proxy of %s",
  async (_what, given) => {
    asked.length = 0;
    const { settings, env } = given();
    await using telegram = await createFakeTelegram();
    await using discord = await createFakeDiscord({ firstAnswerMs: 60_000, host: "discord.test" });
    const model = await createMockModelServer({ script: () => ({ text: "HELLO FROM AFAR" }) });
    await using stage = await openStage({
      env,
      settings: {
        ...settings,
        agents: { coder: { name: "Coder", provider: "custom:far", model: "m1" } },
        custom_providers: {
          far: { name: "Far", harness: "api", base_url: named(model.openaiUrl, "model.test"), api_key: "k" },
        },
        channels: {
          enabled: ["telegram", "discord"],
          telegram: { bot_token: telegram.token, api_root: named(telegram.url, "telegram.test") },
          discord: { bot_token: discord.token, api_root: named(discord.apiRoot, "discord.test") },
        },
      },
    });
    const { client } = await stage.start();
    const { stdout } = await stage.cli(["run", "-a", "coder", "hello"]);
    expect(stdout).toContain("HELLO FROM AFAR");
    const states = await waitFor(
      async () => {
        const { channels } = await client.call("listChannels");
        const ours = channels.filter(({ id }) => id === "telegram" || id === "discord");
        return ours.every(({ state }) => state === "connected") ? ours : undefined;
      },
      { timeoutMs: 60_000, what: "the channels to connect" },
    );
    expect(states).toHaveLength(2);
    expect(new Set(asked)).toEqual(new Set(["telegram.test", "discord.test", "model.test"]));
    await model.close();
  },
  TIMEOUT_MS,
);

test("a host that no_proxy names is asked directly", async () => {
  asked.length = 0;
  await using telegram = await createFakeTelegram();
  await using stage = await openStage({
    settings: {
      network: { proxy: getAddress(), no_proxy: ["telegram.test"] },
      channels: {
        enabled: ["telegram"],
        telegram: { bot_token: telegram.token, api_root: named(telegram.url, "telegram.test") },
      },
    },
  });
  const { client } = await stage.start();
  // Only the proxy knows the name.
  await waitFor(
    async () =>
      (await client.call("listChannels")).channels.find(({ id }) => id === "telegram")?.state ===
      "reconnecting",
    { timeoutMs: 60_000, what: "Telegram not to be found" },
  );
  expect(asked).toEqual([]);
});

test("a proxy that is not spoken to over HTTP is named at the start", async () => {
  await using stage = await openStage({ settings: { network: { proxy: "socks5://127.0.0.1:1080" } } });
  const { output, code } = await stage.startInVain();
  expect(code).toBe(78);
  expect(output).toContain("http://host:port");
});

test("a SOCKS proxy of the environment is for programs that can use it: the daemon starts without it", async () => {
  const socks = "socks5://127.0.0.1:1";
  await using stage = await openStage({
    settings: {},
    env: { ALL_PROXY: socks, HTTPS_PROXY: "127.0.0.1:1" },
  });
  const { client } = await stage.start();
  expect((await client.call("status")).settings.valid).toBe(true);
});
