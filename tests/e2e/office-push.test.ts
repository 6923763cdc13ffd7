/**
 * Notifications of a browser whose pages are closed, from the agent's request to the button of the notification: the real
 * daemon encrypts, a push service on loopback checks and decrypts, and the real service worker shows and decides.
 *
 * @requirement PUSH-1
 * @requirement PUSH-2
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FakePush, needs, startFakePush, waitFor } from "@tinyagi/testkit";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OfficeBrowser, openOfficeBrowser } from "./support/office-browser.js";
import { type OfficeTeam, openOfficeTeam } from "./support/office-team.js";

const TIMEOUT_MS = 180_000;
/** A public address that the proxy below leads to this machine: the daemon refuses all others. */
const PUBLIC = "93.184.215.14";
const BROWSER = "desk";

let push: FakePush;
let proxy: Server;
let folder: string;
let team: OfficeTeam;
let office: OfficeBrowser;
let context: BrowserContext;
let page: Page;
let cdp: CDPSession;
let registrationId = "";
let delivered = 0;

/** What the push service of the browser does: Chromium's own cannot be reached by a test. */
const SUBSCRIBE = `{
  const wrap = (json) => json && ({ endpoint: json.endpoint, toJSON: () => json, unsubscribe: async () => { localStorage.removeItem("test.push"); return true; } });
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const text = btoa(String.fromCharCode(...new Uint8Array(applicationServerKey)));
    const json = await fakeSubscribe(text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", ""));
    localStorage.setItem("test.push", JSON.stringify(json));
    return wrap(json);
  };
  PushManager.prototype.getSubscription = async () => wrap(JSON.parse(localStorage.getItem("test.push") ?? "null"));
}`;

describe("notifications of a closed TinyOffice", {
  timeout: TIMEOUT_MS,
  ...needs("chromium", "openssl"),
}, () => {
  beforeAll(async () => {
    push = await startFakePush(PUBLIC);
    proxy = await startProxy();
    const { port } = proxy.address() as AddressInfo;
    folder = mkdtempSync(join(tmpdir(), "push-ca-"));
    const certificate = join(folder, "ca.pem");
    writeFileSync(certificate, push.ca);
    team = await openOfficeTeam({
      https_proxy: `http://127.0.0.1:${port}`,
      NODE_EXTRA_CA_CERTS: certificate,
    });
    office = await openOfficeBrowser(team.stage);
    context = await office.newContext();
    await context.grantPermissions(["notifications"]);
    await context.exposeFunction("fakeSubscribe", (key: string) => push.subscribe(BROWSER, key));
    await context.addInitScript(SUBSCRIBE);
    page = await office.logIn(context, "/settings?tab=push");
  }, TIMEOUT_MS);
  afterAll(async () => {
    await office?.[Symbol.asyncDispose]();
    await team?.[Symbol.asyncDispose]();
    await push?.[Symbol.asyncDispose]();
    proxy?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("a person turns it on, and a test notification arrives", async () => {
    cdp = await context.newCDPSession(page);
    cdp.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      registrationId = registrations[0]?.registrationId ?? registrationId;
    });
    await cdp.send("ServiceWorker.enable");
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
    await page.getByRole("button", { name: "Notify this browser" }).click();
    await page.getByText("this browser", { exact: true }).waitFor();
    await page.getByRole("button", { name: /^Send a test notification/ }).click();
    await deliver();
    expect(await shown()).toMatchObject([{ title: "Notifications work" }]);
    expect((await team.stage.cli(["push", "list"])).stdout).toContain(PUBLIC);
  });

  test("with full content, a request is approved from the notification, and the agent goes on", async () => {
    await team.stage.cli(["config", "set", "push.content", "full", "--yes"]);
    await send("@careful put into a.txt");
    await deliver();
    const [asked] = (await shown()).filter(({ tag }) => tag.startsWith("ask_"));
    expect(asked).toMatchObject({ title: "Careful needs an approval", actions: ["approve", "deny"] });
    await page.close();
    await press(asked?.tag ?? "", "approve");
    const { client } = team.daemon();
    const approval = await waitFor(async () => {
      const one = await client.call("getApproval", { params: { id: asked?.tag ?? "" } });
      return one.status === "open" ? undefined : one;
    });
    expect(approval).toMatchObject({ status: "approved" });
  });
});

const send = (message: string) =>
  team.daemon().client.call("sendMessage", { body: { message, channel: "web", sender: "You" } });

/** Hands what the push service has to the browser. */
async function deliver(): Promise<void> {
  await waitFor(() => push.messages.length > delivered, { what: "a message at the push service" });
  for (const { data } of push.messages.slice(delivered)) {
    delivered += 1;
    await cdp.send("ServiceWorker.deliverPushMessage", {
      origin: `http://127.0.0.1:${team.daemon().port}`,
      registrationId,
      data: JSON.stringify(data),
    });
  }
}

interface Shown {
  readonly title: string;
  readonly tag: string;
  readonly actions: readonly string[];
}

async function shown(): Promise<Shown[]> {
  return waitFor(async () => {
    const all = await page.evaluate<Shown[]>(
      "navigator.serviceWorker.ready.then(async (it) => (await it.getNotifications()).map(({ title, tag, actions }) => ({ title, tag, actions: actions.map(({ action }) => action) })))",
    );
    return all.length > 0 ? all : undefined;
  });
}

/** A press of a button of a notification. Chromium has no way to do it from outside, so the worker gets its event. */
async function press(tag: string, action: string): Promise<void> {
  const [worker] = context.serviceWorkers();
  await worker?.evaluate(
    async ([wanted, pressed]) => {
      const scope = globalThis as never as {
        registration: { getNotifications(filter: object): Promise<unknown[]> };
      } & EventTarget;
      const [notification] = await scope.registration.getNotifications({ tag: wanted ?? "" });
      const Click = (globalThis as never as { NotificationEvent: new (name: string, init: object) => Event })
        .NotificationEvent;
      const event = new Click("notificationclick", { notification, action: pressed });
      let work: unknown;
      Object.defineProperty(event, "waitUntil", {
        value: (promise: unknown) => {
          work = promise;
        },
      });
      scope.dispatchEvent(event);
      await work;
    },
    [tag, action],
  );
}

async function startProxy(): Promise<Server> {
  const server = createServer((_request, response) => void response.writeHead(405).end());
  server.on("connect", (request, socket) => {
    const { port: wanted } = new URL(`http://${request.url}`);
    const target = connect(Number(wanted), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      socket.pipe(target).pipe(socket);
    });
    for (const end of [socket, target]) end.on("error", () => {});
    target.on("close", () => socket.destroy());
    socket.on("close", () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
