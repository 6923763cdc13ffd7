/**
 * Networks that are not like the one at home: a sign-in page in between, IPv6, certificates of a company, a proxy that
 * restarts. Nothing is lost, and people read what to do.
 *
 * @requirement NETWORK-2 @requirement NETWORK-3 @requirement NETWORK-4
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createFakeDiscord,
  createFakeTelegram,
  createMockModelServer,
  needs,
  waitFor,
} from "@tinyagi/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { openStage, type Stage } from "../e2e/support/stage.js";

const PATIENT = { timeoutMs: 100_000 };
const TIMEOUT_MS = 150_000;
const PROVIDER = "custom:mine";

const getSettings = (baseUrl: string, more: object = {}): object => ({
  default_agent: "coder",
  agents: { coder: { name: "Coder", provider: PROVIDER, model: "mock-large" } },
  custom_providers: {
    mine: { name: "Mine", harness: "api", base_url: baseUrl, api_key: "sk-mine-0123456789" },
  },
  conversations: { retryNoticeMs: 1_000 },
  ...more,
});

async function listening(server: Server, host = "127.0.0.1", port = 0): Promise<number> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket)).on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  onTestFinished(async () => {
    for (const socket of open) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** Passes every connection on to a port of 127.0.0.1. */
function relayTo(port: number): (socket: Socket) => void {
  return (socket) => {
    const target = connect(port, "127.0.0.1");
    for (const end of [socket, target]) end.on("error", () => {});
    socket.pipe(target).pipe(socket);
    socket.on("close", () => target.destroy());
    target.on("close", () => socket.destroy());
  };
}

const client = (stage: Stage) => stage.current().client;
const send = async (stage: Stage, message: string) =>
  (await client(stage).call("sendMessage", { body: { message } })).conversationId;
const conversation = (stage: Stage, id: string) => client(stage).call("getConversation", { params: { id } });

async function untilPaused(stage: Stage, cause: string) {
  await waitFor(
    async () => (await client(stage).call("status")).pausedProviders?.some((one) => one.cause === cause),
    { ...PATIENT, what: `a pause because of ${cause}` },
  );
}

async function untilClosed(stage: Stage, id: string) {
  return waitFor(async () => {
    const found = await conversation(stage, id);
    return found.status === "closed" ? found : undefined;
  }, PATIENT);
}

interface Report {
  ok: boolean;
  findings: { id: string; level: string; message: string; hint?: string }[];
}

async function doctorNetwork(stage: Stage, env: Record<string, string> = {}) {
  const { stdout } = await stage.cli(["doctor", "network", "--json"], { env });
  const report = JSON.parse(stdout) as Report;
  return { report, of: (id: string) => report.findings.find((one) => one.id === id), text: stdout };
}

test(
  "the sign-in page of a network holds a message until a person has signed in; the page is no answer and gets no key",
  async () => {
    await using model = await createMockModelServer({ script: () => ({ text: "Signed in." }) });
    let isSignedIn = false;
    const keys: (string | undefined)[] = [];
    const portal = createServer((request, response) => {
      keys.push(request.headers.authorization);
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Welcome to the train</html>");
    });
    const portalPort = await listening(portal, "127.0.0.3");
    const network = createServer((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.3:${portalPort}/login` }).end();
    });
    const toModel = relayTo(Number(new URL(model.openaiUrl).port));
    const front = createServer();
    front.removeAllListeners("connection");
    const inner = await listening(network);
    front.on("connection", (socket: Socket) => (isSignedIn ? toModel(socket) : relayTo(inner)(socket)));
    // A network cannot answer for 127.0.0.1.
    const url = `http://127.0.0.2:${await listening(front, "127.0.0.2")}/v1`;
    await using stage = await openStage({ settings: getSettings(url) });
    await stage.start();
    const id = await send(stage, "work");
    await untilPaused(stage, "captive_portal");
    const { of } = await doctorNetwork(stage);
    expect(of("network.provider.custom:mine")).toMatchObject({
      level: "error",
      message: expect.stringContaining("captive portal"),
      hint: expect.stringContaining("sign in to the network"),
    });
    const { messages, replies } = await conversation(stage, id);
    expect(messages[0]?.status).toBe("pending");
    expect(JSON.stringify([messages, replies])).not.toContain("Welcome to the train");
    isSignedIn = true;
    await stage.cli(["provider", "resume", PROVIDER]);
    expect((await untilClosed(stage, id)).replies.at(-1)?.message).toContain("Signed in.");
    expect(keys).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  "a machine with IPv6 alone: the daemon, its names, a provider and the doctor take literal addresses",
  async () => {
    await using model = await createMockModelServer({ script: () => ({ text: "Over six." }) });
    const front = createServer();
    front.removeAllListeners("connection");
    front.on("connection", relayTo(Number(new URL(model.openaiUrl).port)));
    const port = await listening(front, "::1");
    await using stage = await openStage({
      settings: getSettings(`http://[::1]:${port}/v1`, {
        server: { host: "[::]", allowedHosts: ["fd00::5"] },
      }),
      // A proxy must not get what goes to this machine, in any spelling.
      env: { HTTP_PROXY: "http://127.0.0.1:9", http_proxy: "http://127.0.0.1:9" },
    });
    await stage.start();
    expect((await untilClosed(stage, await send(stage, "work"))).replies.at(-1)?.message).toContain(
      "Over six.",
    );
    const { of } = await doctorNetwork(stage);
    expect(of("network.provider.custom:mine")).toMatchObject({
      level: "ok",
      message: expect.stringMatching(/directly: reached over IPv6/),
    });
    expect(of("network.api.daemon")).toMatchObject({ level: "ok" });
  },
  TIMEOUT_MS,
);

describe("a network with certificates of its own", needs("openssl"), () => {
  test(
    "holds messages and says what to set; with NODE_EXTRA_CA_CERTS they are answered",
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "tinyagi-ca-"));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      const [key, cert] = [join(folder, "key.pem"), join(folder, "corp.pem")];
      execFileSync(
        "openssl",
        [
          ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", key, "-out", cert],
          ...["-subj", "/CN=Corp", "-addext", "subjectAltName=IP:127.0.0.1"],
        ],
        { stdio: "ignore" },
      );
      await using model = await createMockModelServer({ script: () => ({ text: "Trusted." }) });
      const { port } = new URL(model.openaiUrl);
      const tls = { key: readFileSync(key), cert: readFileSync(cert) };
      const front = createSecureServer(tls);
      front.removeAllListeners("secureConnection");
      front.on("secureConnection", relayTo(Number(port)));
      const url = `https://127.0.0.1:${await listening(front)}/v1`;
      await using stage = await openStage({ settings: getSettings(url) });
      const daemon = await stage.start();
      const id = await send(stage, "work");
      await untilPaused(stage, "certificate");
      const { of } = await doctorNetwork(stage, { NODE_EXTRA_CA_CERTS: cert });
      expect(of("network.provider.custom:mine")).toMatchObject({
        level: "error",
        hint: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
      });
      // This shell has the certificates, and the daemon does not.
      expect(of("network.difference.certificates")).toMatchObject({ level: "warning" });
      expect(of("network.difference.provider.custom:mine")).toMatchObject({ level: "warning" });
      await daemon.stop();
      await stage.start({ NODE_EXTRA_CA_CERTS: cert });
      expect((await untilClosed(stage, id)).replies.at(-1)?.message).toContain("Trusted.");
    },
    TIMEOUT_MS,
  );
});

test(
  "a proxy that restarts interrupts the channels, which connect again by themselves",
  async () => {
    const open = new Set<Socket>();
    const startProxy = async (port = 0) => {
      const proxy = createServer((_request, response) => void response.writeHead(405).end());
      proxy.on("connect", (request, socket: Socket) => {
        const place = new URL(`http://${request.url}`);
        const target = connect(Number(place.port), "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
          socket.pipe(target).pipe(socket);
        });
        open.add(socket);
        for (const end of [socket, target]) end.on("error", () => {});
        socket.on("close", () => target.destroy());
        target.on("close", () => socket.destroy());
      });
      return { proxy, port: await listening(proxy, "127.0.0.1", port) };
    };
    const first = await startProxy();
    await using telegram = await createFakeTelegram();
    await using discord = await createFakeDiscord({ firstAnswerMs: 60_000, host: "discord.test" });
    await using stage = await openStage({
      settings: {
        network: { proxy: `http://127.0.0.1:${first.port}` },
        channels: {
          enabled: ["telegram", "discord"],
          telegram: {
            bot_token: telegram.token,
            api_root: telegram.url.replace("127.0.0.1", "telegram.test"),
          },
          discord: {
            bot_token: discord.token,
            api_root: discord.apiRoot.replace("127.0.0.1", "discord.test"),
          },
        },
      },
    });
    await stage.start();
    const until = (state: string) =>
      waitFor(
        async () => {
          const { channels } = await client(stage).call("listChannels");
          const ours = channels.filter(({ id }) => id === "telegram" || id === "discord");
          return ours.length === 2 && ours.every((one) => one.state === state);
        },
        { ...PATIENT, what: `the channels to be ${state}` },
      );
    await until("connected");
    const closed = new Promise((resolve) => first.proxy.close(resolve));
    first.proxy.closeAllConnections();
    for (const socket of open) socket.destroy();
    await closed;
    await until("reconnecting");
    await startProxy(first.port);
    await until("connected");
  },
  TIMEOUT_MS,
);
