/**
 * TinyOffice as a person uses it: the built pages in a real browser against a real daemon with demo agents, on a desktop
 * and on a phone.
 *
 * @requirement OFFICE-1 @requirement OFFICE-2
 */
import { SESSION_HEADER, SESSION_KEY } from "@tinyagi/contracts";
import { needs } from "@tinyagi/testkit";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { DESKTOP, launchBrowser, NETWORK_NAME, PHONE, seriousFindings } from "./support/office-browser.js";
import { openStage, type Stage } from "./support/stage.js";

const SETTINGS = {
  server: { host: "0.0.0.0", allowedHosts: [NETWORK_NAME] },
  agents: {
    lead: { name: "Lead", provider: "demo", model: "" },
    writer: { name: "Writer", provider: "demo", model: "" },
  },
  teams: { dev: { name: "Dev", agents: ["lead", "writer"], leader_agent: "lead" } },
};

let stage: Stage;
let daemon: Daemon;
let browser: Browser;
const problems: string[] = [];

describe("TinyOffice", needs("chromium"), () => {
  beforeAll(async () => {
    stage = await openStage({ settings: SETTINGS });
    daemon = await stage.start();
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.[Symbol.asyncDispose]();
  });

  test.each([
    ["desktop", DESKTOP],
    ["phone", PHONE],
  ] as const)("on a %s, a message gets its answer live, and Home shows it", async (name, viewport) => {
    const context = await browser.newContext({ viewport, hasTouch: name === "phone" });
    const page = await logIn(context);
    expect(page.url()).not.toContain("ticket");

    await page.goto(`http://127.0.0.1:${daemon.port}/chat?new=1`);
    await page.getByRole("radio", { name: /Lead/ }).check({ force: true });
    await page.getByLabel("Message", { exact: true }).fill(`Plan the ${name} page`);
    await page.getByRole("button", { name: /Send/ }).click();
    // Its answer while it comes, then the one reply of both.
    const answer = page.getByRole("article", { name: /^(Answer|Reply) of Lead/ });
    await answer.getByText("Lead here").first().waitFor();

    expect(await seriousFindings(page)).toEqual([]);
    await page.goto(`http://127.0.0.1:${daemon.port}/`);
    await page.getByRole("heading", { name: "Came back today" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await context.close();
  });

  test("a page without a session shows only the login, and the token opens it", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const stranger = await context.newPage();
    const asked = listRequests(stranger);
    await stranger.goto(`http://127.0.0.1:${daemon.port}/chat`);
    await stranger.getByLabel("Or use the token").waitFor();
    // Each refusal counts as a wrong credential, of which there may be few.
    expect(asked).toHaveLength(1);
    await stranger.close();

    const page = await open(context, "/chat");
    await page.getByLabel("Or use the token").fill("wrong-token-of-somebody-else-0123456789");
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("alert").getByText(/wrong/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByLabel("Or use the token").fill(daemon.token);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByRole("heading", { name: "Chat" }).waitFor();
    expect(await page.evaluate("JSON.stringify([{ ...localStorage }, document.cookie])")).not.toContain(
      daemon.token,
    );
    await context.close();
  });

  test("it can be installed: each icon is a picture of the size that it says", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const page = await open(context, "/");
    const sizes = await page.evaluate(`(async () => {
      const { icons } = await (await fetch("/manifest.webmanifest")).json();
      const apple = document.querySelector("link[rel=apple-touch-icon]").getAttribute("href");
      const pictures = [...icons.filter(({ type }) => type === "image/png"), { src: apple, sizes: "180x180" }];
      return Promise.all(pictures.map(async ({ src, sizes }) => {
        const { width, height } = await createImageBitmap(await (await fetch(src)).blob());
        return [sizes, width + "x" + height];
      }));
    })()`);
    expect(sizes).toHaveLength(4);
    for (const [said, found] of sizes as [string, string][]) expect(found).toBe(said);
    await context.close();
  });

  test("a phone in the network logs in by the code, which works once, or by the token", async () => {
    const { stdout, stderr } = await stage.cli(["office", "--qr"]);
    expect(stderr).toContain("Do not share it");
    // The code, then the same as text for who cannot scan it.
    const url = stdout.trim().split("\n").at(-1) ?? "";
    const phone = await browser.newContext({ viewport: PHONE, hasTouch: true });
    const page = await open(phone, url);
    await page.getByText("Live").first().waitFor({ state: "attached" });
    expect(new URL(page.url()).hostname).toBe(NETWORK_NAME);
    expect(await page.evaluate("isSecureContext")).toBe(false);
    await page.goto(new URL("/chat?new=1", url).href);
    await page.getByRole("radio", { name: /Writer/ }).check({ force: true });
    await page.getByLabel("Message", { exact: true }).fill("Write from the sofa");
    await page.getByRole("button", { name: /Send/ }).click();
    await page.getByRole("article", { name: "Answer of Writer" }).getByText("Writer here").waitFor();
    await phone.close();

    const tablet = await browser.newContext({ viewport: PHONE, hasTouch: true });
    const late = await open(tablet, url);
    await late.getByText("This link was used or has expired.").waitFor();
    await late.getByLabel("Or use the token").fill(daemon.token);
    await late.getByRole("button", { name: "Log in" }).click();
    await late.getByText("Live").first().waitFor({ state: "attached" });
    await tablet.close();
  });

  test("two tabs hold one stream and agree", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const first = await logIn(context);
    const second = await open(context, "/");
    await second.getByText("Live").waitFor();
    const { conversationId } = await daemon.client.call("sendMessage", {
      body: { message: "@lead Write to both tabs" },
    });
    for (const page of [first, second])
      await page
        .getByRole("link", { name: /Write to both tabs/ })
        .first()
        .waitFor();
    const streams = (page: Page): Promise<number> =>
      page.evaluate(
        () =>
          performance.getEntriesByType("resource").filter(({ name }) => name.includes("/events/stream"))
            .length,
      );
    expect((await streams(first)) + (await streams(second))).toBeLessThanOrEqual(1);
    expect(conversationId).toMatch(/^conv_/);
    await context.close();
  });

  test("a page asks for each answer once", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    await (await logIn(context)).close();
    const asked = await Promise.all(
      ["/", "/chat", "/tasks", "/agents", "/channels"].map(async (path) => {
        const page = await context.newPage();
        const requests = listRequests(page);
        await page.goto(`http://127.0.0.1:${daemon.port}${path}`);
        await page.getByText("Live").first().waitFor();
        await page.close();
        return requests.filter((one, at) => requests.indexOf(one) !== at);
      }),
    );
    expect(asked.flat()).toEqual([]);
    await context.close();
  });

  test("a page asks who may see it while its scripts load", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    await (await logIn(context)).close();
    const page = await context.newPage();
    const requests = listRequests(page);
    const release = await hold(page, "**/_next/**/*.js");
    const status = page.waitForResponse("**/api/queue/status");
    await page.goto(`http://127.0.0.1:${daemon.port}/spend`, { waitUntil: "commit" });
    expect((await status).status()).toBe(200);
    release();
    await page.getByRole("heading", { name: "Spend", exact: true }).waitFor();
    expect(requests.filter((one) => one === "/api/queue/status")).toHaveLength(1);
    await context.close();
  });

  test("a page asks again who may see it when the first question failed", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    await (await logIn(context)).close();
    const page = await context.newPage();
    const requests = listRequests(page);
    await page.route("**/api/queue/status", (route) => route.abort(), { times: 1 });
    await page.goto(`http://127.0.0.1:${daemon.port}/spend`);
    await page.getByRole("heading", { name: "Spend", exact: true }).waitFor();
    expect(requests.filter((one) => one === "/api/queue/status")).toHaveLength(2);
    await context.close();
  });

  test("a page misses nothing that happens before its stream is open", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const page = await logIn(context);
    await page.goto(`http://127.0.0.1:${daemon.port}/chat`);
    await page.getByText("Live").waitFor();

    const stream = "**/api/events/stream*";
    const openStream = await hold(page, stream);
    const isAsked = page.waitForRequest(stream);
    await page.reload();
    await page.getByRole("heading", { name: "Chat" }).waitFor();
    await isAsked;
    await daemon.client.call("sendMessage", { body: { message: "@lead Before the stream" } });
    openStream();
    await page
      .getByRole("link", { name: /Before the stream/ })
      .first()
      .waitFor();
    await context.close();
  });

  test("a page whose session has ended takes the token without a reload, and reads what it shows again", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const page = await logIn(context);
    await page.goto(`http://127.0.0.1:${daemon.port}/chat`);
    await page.getByText("Live").waitFor();
    // As another browser tab logs out.
    await page.evaluate(`fetch("/api/session", {
      method: "DELETE",
      headers: { "${SESSION_HEADER}": localStorage.getItem("${SESSION_KEY}") },
    })`);
    await daemon.client.call("sendMessage", { body: { message: "@lead While nobody was logged in" } });
    await page.getByLabel("Or use the token").fill(daemon.token);
    await page.getByRole("button", { name: "Log in" }).click();
    await page.getByText("Live").waitFor();
    await page
      .getByRole("link", { name: /While nobody was logged in/ })
      .first()
      .waitFor();
    await context.close();
  });

  test("a browser that believes it is offline still reads from a daemon on its own machine", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const page = await logIn(context);
    await page.evaluate('dispatchEvent(new Event("offline"))');
    await page.getByRole("link", { name: "Schedules" }).first().click();
    await page.getByText("Nothing is scheduled yet.").first().waitFor();
    await context.close();
  });

  test("a part that cannot be loaded ahead is loaded when it is opened", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    await context.addInitScript("delete Navigator.prototype.serviceWorker");
    const page = await logIn(context);
    const scripts = "**/_next/static/chunks/*.js";
    const noted = page.waitForEvent("console", (message) => message.text().startsWith("The palette is"));
    await page.route(scripts, (route) => route.abort());
    await noted;
    await page.unroute(scripts);
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "Find" }).waitFor();
    await context.close();
  });

  test("an open page follows a home that was restored from a backup", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const page = await logIn(context);
    await page.goto(`http://127.0.0.1:${daemon.port}/chat`);
    const { path } = JSON.parse((await stage.cli(["backup", "--json"])).stdout).backup;
    await daemon.client.call("sendMessage", { body: { message: "@lead After the backup" } });
    const lost = page.getByRole("link", { name: /After the backup/ }).first();
    await lost.waitFor();
    const { port } = daemon;
    await daemon.stop({ hurry: true });
    expect(await stage.cli(["restore", path, "--yes"])).toMatchObject({ code: 0 });
    daemon = await stage.start({ TINYAGI_API_PORT: String(port) });
    await lost.waitFor({ state: "detached" });
    await page.getByText("Live").waitFor();
    await daemon.client.call("sendMessage", { body: { message: "@lead After the restore" } });
    await page
      .getByRole("link", { name: /After the restore/ })
      .first()
      .waitFor();
    await context.close();
  });

  test("by keyboard alone a message is addressed, written and sent, and its answer comes", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const page = await logIn(context);
    await page.keyboard.press("c");
    await page.locator("textarea:focus").waitFor();
    const focused = async (selector: string) => (await page.locator(`${selector}:focus`).count()) > 0;
    // Between the field and the choice lie beginnings of a message.
    for (let tries = 0; tries < 8 && !(await focused('input[type="radio"]')); tries += 1)
      await page.keyboard.press("Shift+Tab");
    const writer = page.getByRole("radio", { name: /Writer/ });
    for (let tries = 0; tries < 8 && !(await writer.isChecked()); tries += 1)
      await page.keyboard.press("ArrowDown");
    for (let tries = 0; tries < 8 && !(await focused("textarea")); tries += 1)
      await page.keyboard.press("Tab");
    await page.keyboard.insertText("Write without a mouse");
    await page.keyboard.press("Enter");
    // Above it stands what was written to the same agent before.
    const part = page.getByRole("region", { name: "Conversation: Write without a mouse" });
    await part.getByRole("article", { name: "Answer of Writer" }).getByText("Writer here").waitFor();
    await context.close();
  });

  test("hostile text is shown as text", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    const page = await logIn(context);
    const { conversationId } = await daemon.client.call("sendMessage", {
      body: {
        message:
          '@lead <img src=x onerror="document.title=1"><script>document.title=2</script>[x](javascript:alert(1))',
      },
    });
    await page.goto(`http://127.0.0.1:${daemon.port}/chat?id=${conversationId}`);
    await page.getByText("<script>document.title=2</script>").first().waitFor();
    expect(await page.locator('main img, main script, main a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).toContain("Chat");
    await context.close();
  });

  test("a page whose files a new version replaced loads itself again once, then offers it", async () => {
    const context = await browser.newContext({ viewport: DESKTOP });
    await context.addInitScript("delete Navigator.prototype.serviceWorker");
    const page = await logIn(context);
    const mark = problems.length;
    let loads = 0;
    page.on("framenavigated", () => {
      loads += 1;
    });
    const gone = "**/_next/static/chunks/*.js";
    await page.route(gone, (route) => route.fulfill({ status: 404 }));
    await page.getByRole("link", { name: "Queue" }).click();
    await page.getByRole("alert").getByText("This page could not load.").waitFor();
    // The click, and once again by itself.
    expect(loads).toBe(2);
    expect(await seriousFindings(page)).toEqual([]);
    await page.unroute(gone);
    await page.getByRole("button", { name: "Reload" }).click();
    await page.getByRole("heading", { name: "Queue" }).waitFor();
    // What the page threw is what the test did to it.
    problems.splice(mark);
    await context.close();
  });

  test("no page breaks its own content policy", () => {
    expect(problems).toEqual([]);
  });
});

async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (/Content Security Policy/.test(message.text())) problems.push(message.text());
  });
  await page.goto(new URL(path, `http://127.0.0.1:${daemon.port}`).href);
  return page;
}

/** Holds requests back. @returns what lets them go */
async function hold(page: Page, url: string): Promise<() => void> {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    await held;
    await route.continue();
  });
  return () => release();
}

/** What a page asks of the daemon from now on. */
function listRequests(page: Page): string[] {
  const asked: string[] = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (request.method() === "GET" && pathname.startsWith("/api/") && !pathname.endsWith("/stream"))
      asked.push(pathname + search);
  });
  return asked;
}

/** Logs in as the command does it. */
async function logIn(context: BrowserContext): Promise<Page> {
  const { stdout } = await stage.cli(["office", "--url"]);
  const page = await open(context, new URL(stdout.trim()).pathname + new URL(stdout.trim()).hash);
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page.getByText("Live").first().waitFor({ state: "attached" });
  return page;
}
