/**
 * The session of TinyOffice in a real browser: a person logs in once for all tabs, stays logged in when the browser is
 * closed or the daemon restarts, and logs out everywhere at once. The API's page has the same session.
 *
 * @requirement OFFICE-1
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SESSION_KEY } from "@tinyagi/contracts";
import { needs } from "@tinyagi/testkit";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { launchOwnBrowser, type OfficeBrowser, openOfficeBrowser } from "./support/office-browser.js";
import { openStage, type Stage } from "./support/stage.js";

const SETTINGS = { agents: { lead: { name: "Lead", provider: "demo", model: "" } } };

let stage: Stage;
let daemon: Daemon;
let office: OfficeBrowser;

describe("the session of TinyOffice", needs("chromium"), () => {
  beforeAll(async () => {
    stage = await openStage({ settings: SETTINGS });
    daemon = await stage.start();
    office = await openOfficeBrowser(stage);
  });
  afterAll(async () => {
    await office?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  const isLive = (page: Page) => page.getByText("Live").first().waitFor({ state: "attached" });
  const isOut = (page: Page) => page.getByLabel("Or use the token").waitFor();
  const getRetained = (context: BrowserContext) =>
    context.storageState().then((state) => JSON.stringify(state));

  test("a login opens all tabs, and a logout closes them and forgets what was kept", async () => {
    const context = await office.newContext();
    const waiting = await office.open(context, "/chat");
    await isOut(waiting);
    const page = await office.logIn(context);
    await isLive(waiting);
    const another = await office.open(context, "/tasks");
    await isLive(another);

    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "Find" }).fill("Log out");
    await page.getByRole("option", { name: "Log out", exact: true }).click();
    for (const tab of [page, waiting, another]) await isOut(tab);
    await another.getByText("Your session has ended.").waitFor();
    expect(await getRetained(context)).not.toContain(SESSION_KEY);
    await expect
      .poll(() => page.evaluate("caches.has('answers')"), { message: "the kept answers to be forgotten" })
      .toBe(false);
    await context.close();
    expect(office.problems).toEqual([]);
  });

  test("a wrong link does not log out who is logged in", async () => {
    const context = await office.newContext();
    await (await office.logIn(context)).close();
    const page = await office.open(context, `/#ticket=${"x".repeat(43)}`);
    await isLive(page);
    expect(page.url()).not.toContain("ticket");
    await context.close();
  });

  test("it lasts when the browser is closed, and when the daemon restarts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "profile-"));
    try {
      let context = await launchOwnBrowser(folder);
      await office.logIn(context);
      await context.close();
      const { port } = daemon;
      await daemon.stop({ hurry: true });
      daemon = await stage.start({ TINYAGI_API_PORT: String(port) });
      context = await launchOwnBrowser(folder);
      await isLive(await office.open(context, "/chat"));
      await context.close();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("the API's page opens by its link, saves the document, and can be loaded again", async () => {
    const context = await office.newContext();
    const { stdout } = await stage.cli(["docs"]);
    const link = new URL(/http\S+/.exec(stdout)?.[0] ?? "");
    const page = await office.open(context, link.pathname + link.hash);
    const document = page.getByRole("link", { name: "OpenAPI document" });
    await document.waitFor();
    const download = page.waitForEvent("download");
    await document.click();
    const saved = JSON.parse(readFileSync(await (await download).path(), "utf8"));
    expect(saved).toMatchObject({ openapi: "3.1.0" });
    await page.reload();
    await document.waitFor();
    expect(await context.cookies()).toEqual([]);
    expect(office.problems).toEqual([]);
    await context.close();
  });
});
