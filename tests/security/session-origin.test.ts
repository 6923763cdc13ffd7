/**
 * A browser's session belongs to the origin of TinyOffice: scheme, host and port. Another web server on this machine,
 * which the same browser visits, receives nothing that opens the daemon, and its pages can do nothing with the session.
 *
 * @requirement SECURE-14
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROUTES, SESSION_HEADER } from "@tinyagi/contracts";
import { needs } from "@tinyagi/testkit";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "../e2e/support/answer.js";
import { openSession as openPageSession } from "../e2e/support/browser-session.js";
import type { Daemon } from "../e2e/support/daemon.js";
import { launchBrowser } from "../e2e/support/office-browser.js";
import { type OtherPort, openOtherPort } from "../e2e/support/other-port.js";
import { openStage, type Stage } from "../e2e/support/stage.js";

const NAMES = ["127.0.0.1", "localhost", "[::1]"];
/** A secret of a session or a ticket. */
const SECRET = /[A-Za-z0-9_-]{43}/g;

let stage: Stage;
let daemon: Daemon;

beforeAll(async () => {
  stage = await openStage({
    settings: { agents: { coder: { name: "Coder", provider: "demo", model: "" } } },
  });
  daemon = await stage.start();
}, 60_000);
afterAll(() => stage?.[Symbol.asyncDispose]());

describe("another server on this machine", needs("chromium"), () => {
  let browser: Browser;
  let context: BrowserContext;
  let other: OtherPort;
  /** Everything that the browser keeps for TinyOffice. */
  let secrets: string[];

  beforeAll(async () => {
    browser = await launchBrowser();
    context = await browser.newContext();
    other = await openOtherPort(buildAttack(daemon.port));
    secrets = [];
    for (const name of ["127.0.0.1", "localhost"]) {
      const page = await logIn(name);
      secrets.push(...(await readSecrets(page)));
      await page.close();
    }
    expect(secrets.length).toBeGreaterThanOrEqual(2);
  });
  afterAll(async () => {
    await other?.[Symbol.asyncDispose]();
    await browser?.close();
  });

  async function logIn(name: string): Promise<Page> {
    const { ticket } = await daemon.client.call("createTicket");
    const page = await context.newPage();
    await page.goto(`http://${name}:${daemon.port}/#ticket=${ticket}`);
    await page.getByText("Live").first().waitFor({ state: "attached" });
    return page;
  }

  async function readSecrets(page: Page): Promise<string[]> {
    const kept = await page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])");
    const cookies = (await context.cookies()).map(({ value }) => value);
    return [...new Set([...(String(kept).match(SECRET) ?? []), ...cookies])];
  }

  /** What the server got can do nothing, and holds no secret. */
  async function expectNothingCaught(): Promise<void> {
    const text = JSON.stringify(other.caught);
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    for (const { headers } of other.caught) {
      const { host: _host, connection: _connection, "content-length": _length, ...all } = headers;
      const { origin: _origin, "sec-fetch-site": _site, ...bare } = all;
      for (const sent of [all, bare, { ...bare, "sec-fetch-site": "same-origin" }]) {
        const answer = await call(
          daemon.port,
          { method: "GET", path: "/api/settings" },
          { headers: sent as Record<string, string> },
        );
        expect([401, 403]).toContain(answer.status);
      }
    }
  }

  test.each(NAMES)("gets no credential when the browser opens it as %s", async (name) => {
    const before = other.caught.length;
    const page = await context.newPage();
    await page.goto(`http://${name}:${other.port}/page`);
    await page.waitForFunction("document.title === 'done'");
    expect(other.caught.length).toBeGreaterThan(before);
    await expectNothingCaught();
    await page.close();
  });

  test.each(["127.0.0.1", "localhost"])(
    "gets no credential when a page of TinyOffice on %s leads to it, by link, window or redirect",
    async (name) => {
      const page = await context.newPage();
      await page.goto(`http://${name}:${daemon.port}/`);
      await page.getByText("Live").first().waitFor({ state: "attached" });
      const window = page.waitForEvent("popup");
      await page.evaluate(`void open("http://${name}:${other.port}/window")`);
      await (await window).waitForLoadState();
      for (const to of NAMES) {
        const target = encodeURIComponent(`http://${to}:${other.port}/redirected`);
        await page.evaluate(`location.href = "http://${name}:${other.port}/to?${target}"`);
        await page.waitForURL(`http://${to}:${other.port}/redirected`);
        await page.goBack();
      }
      expect(other.caught.map(({ path }) => path)).toEqual(
        expect.arrayContaining(["/window", "/redirected"]),
      );
      await expectNothingCaught();
      await page.close();
      for (const popup of context.pages()) await popup.close();
    },
  );

  test("gets no credential in a frame, and cannot put TinyOffice into one", async () => {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${other.port}/frames`);
    await page.waitForFunction("document.title === 'done'");
    const frames = page.frames().map((frame) => frame.url());
    expect(frames).toContain(`http://localhost:${other.port}/inside`);
    for (const frame of page.frames().filter((one) => one.url().includes(`:${daemon.port}/`)))
      expect(await frame.getByText("Live").count()).toBe(0);
    await expectNothingCaught();
    await page.close();
  });

  test("changes nothing and reads nothing by requests and forms of its pages", async () => {
    const before = await traces();
    const page = await context.newPage();
    for (const name of NAMES.slice(0, 2)) {
      await page.goto(`http://${name}:${other.port}/page`);
      await page.waitForFunction("document.title === 'done'");
      expect(await page.evaluate("read")).toEqual([]);
    }
    await page.close();
    expect(await traces()).toEqual(before);
  });

  test("does not end the session: TinyOffice still opens, without a new login, also in a new tab", async () => {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${daemon.port}/chat`);
    await page.getByText("Live").first().waitFor({ state: "attached" });
    await page.reload();
    await page.getByText("Live").first().waitFor({ state: "attached" });
    expect(await context.cookies()).toEqual([]);
    await page.close();
  });

  async function traces(): Promise<unknown> {
    const [conversations, settings] = await Promise.all([
      daemon.client.call("listConversations"),
      daemon.client.call("getSettings"),
    ]);
    return { conversations, settings };
  }
});

/**
 * What the page of an attacker tries, as plain browser JavaScript: to read, to send, to post forms, to frame. It ends
 * with the title `done`; what it could read is in `read`.
 */
function buildAttack(port: number): string {
  return `const read = [];
const names = ["127.0.0.1", "localhost"];
const header = { "x-tinyagi-session": "x".repeat(43) };
const tries = names.flatMap((name) => [
  ["/api/settings", {}],
  ["/api/settings", { headers: header }],
  ["/api/settings", { mode: "no-cors" }],
  ["/api/message", { method: "POST", headers: header, body: '{"message":"attack"}' }],
  ["/api/message", { method: "POST", mode: "no-cors", body: '{"message":"attack"}' }],
  ["/api/settings", { method: "PUT", headers: { "content-type": "application/json" }, body: "{}" }],
].map(([path, options]) =>
  fetch("http://" + name + ":${port}" + path, { credentials: "include", ...options }).then(
    async (answer) => answer.type === "opaque" || read.push(await answer.text()), () => {})));
function frame(name, src) {
  return new Promise((resolve) => {
    const one = document.createElement("iframe");
    one.name = name;
    one.onload = one.onerror = resolve;
    if (src) one.src = src;
    document.body.append(one);
    if (!src) resolve();
  });
}
function post(name) {
  return new Promise((resolve) => {
    const form = document.createElement("form");
    Object.assign(form, { method: "POST", enctype: "text/plain", target: name, action: "http://" + name + ":${port}/api/message" });
    const field = document.createElement("input");
    Object.assign(field, { name: '{"message":"attack","x":"', value: '"}' });
    form.append(field);
    document.body.append(form);
    document.getElementsByName(name)[0].onload = resolve;
    form.submit();
  });
}
addEventListener("load", async () => {
  if (location.pathname === "/page") {
    await Promise.all(tries);
    for (const name of names) {
      await frame(name);
      await post(name);
    }
  }
  if (location.pathname === "/frames") {
    await frame("inside", "http://localhost:" + location.port + "/inside");
    for (const name of names) await frame("office", "http://" + name + ":${port}/");
  }
  if (location.pathname !== "/inside") document.title = "done";
});`;
}

describe("a session of TinyOffice", () => {
  const get = (headers: Record<string, string>, path = "/api/status") =>
    call<{ code?: string }>(daemon.port, { method: "GET", path }, { headers });

  async function openSession(): Promise<string> {
    const { [SESSION_HEADER]: session = "" } = await openPageSession(daemon);
    return session;
  }

  test("works from the daemon's own page, and a request of any other page, or of none, is refused", async () => {
    const header = { [SESSION_HEADER]: await openSession() };
    const own = { ...header, "sec-fetch-site": "same-origin" };
    expect((await get(own)).status).toBe(200);
    expect((await get({ ...own, origin: `http://127.0.0.1:${daemon.port}` })).status).toBe(200);
    for (const foreign of [
      header,
      ...["cross-site", "same-site", "none", ""].map((site) => ({ ...header, "sec-fetch-site": site })),
      ...[`http://127.0.0.1:${daemon.port + 1}`, `http://localhost:${daemon.port}`, "null"].map((origin) => ({
        ...own,
        origin,
      })),
    ])
      expect(await get(foreign)).toMatchObject({ status: 403, body: { code: "FORBIDDEN_ORIGIN" } });
    // None of the refusals ended it.
    expect((await get(own)).status).toBe(200);
  });

  test.each(Object.values(ROUTES).filter(({ scope }) => scope !== "public"))(
    "$method $path does not take it from a cookie, and the old cookie is removed",
    async ({ method, path }) => {
      const answer = await call(
        daemon.port,
        { method, path: path.replace(/:[a-z]+/gi, "1") },
        { headers: { cookie: `tinyagi_session=${"a".repeat(43)}`, "sec-fetch-site": "same-origin" } },
      );
      expect(answer.status).toBe(401);
      expect(answer.headers["set-cookie"]).toEqual([expect.stringMatching(/^tinyagi_session=; .*Max-Age=0/)]);
    },
  );

  test("is refused as a cookie, in a URL, in a body and twice in its header", async () => {
    const session = await openSession();
    const page = { "sec-fetch-site": "same-origin" };
    expect((await get({ ...page, cookie: `tinyagi_session=${session}` })).status).toBe(401);
    expect((await get({ ...page, cookie: `x-tinyagi-session=${session}` })).status).toBe(401);
    expect((await get({ ...page, authorization: `Session ${session}` })).status).toBe(401);
    expect((await get({ ...page, authorization: `Bearer ${session}` })).status).toBe(401);
    expect((await get(page, `/api/status?session=${session}`)).status).toBe(401);
    expect((await get({ ...page, [SESSION_HEADER]: `${session}, ${session}` })).status).toBe(401);
  });

  test("that an older release opened with a cookie is over, also for who still has its secret", async () => {
    const secret = "s".repeat(43);
    const own = { [SESSION_HEADER]: secret, "sec-fetch-site": "same-origin" };
    const file = join(stage.place.home, "auth", "sessions.json");
    await openSession();
    const { token } = JSON.parse(readFileSync(file, "utf8")) as { token: string };
    await daemon.stop({ hurry: true });
    const now = Date.now() - 1_000;
    const id = createHash("sha256").update(secret).digest("hex");
    writeFileSync(file, JSON.stringify({ token, sessions: [{ id, startedAt: now, usedAt: now }] }));
    daemon = await stage.start();
    expect((await get(own)).status).toBe(401);
    expect((await get({ cookie: `tinyagi_session=${secret}` })).status).toBe(401);
  });
});
