/**
 * Spend and Logs as a person uses them, in a real browser against a real daemon whose model is a mock that reports its
 * tokens.
 *
 * @requirement OFFICE-20
 */
import { readFileSync } from "node:fs";
import { needs } from "@tinyagi/testkit";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OfficeBrowser, openOfficeBrowser, PHONE, seriousFindings } from "./support/office-browser.js";
import { type OfficeTeam, openOfficeTeam } from "./support/office-team.js";

const TIMEOUT_MS = 120_000;
const HOSTILE = "<img src=x onerror=\"document.title='owned'\">\u202e\u0007";
let team: OfficeTeam;
let office: OfficeBrowser;
let context: BrowserContext;
let page: Page;

const send = (message: string) =>
  team.daemon().client.call("sendMessage", { body: { message, channel: "web", sender: "You" } });

describe("the ledger", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
  beforeAll(async () => {
    team = await openOfficeTeam();
    const prices = { mock: { input: 10_000, output: 10_000 } };
    await team
      .daemon()
      .client.call("changeSettings", { body: { changes: [{ path: ["budgets", "prices"], value: prices }] } });
    office = await openOfficeBrowser(team.stage);
    context = await office.newContext();
    page = await office.logIn(context, "/spend");
  }, TIMEOUT_MS);
  afterAll(async () => {
    await office?.[Symbol.asyncDispose]();
    await team?.[Symbol.asyncDispose]();
  });

  test("spend comes live, by agent and by channel; the address keeps what is chosen, and the keyboard goes through the days", async () => {
    await page.getByRole("heading", { name: "Nothing has been spent" }).waitFor();
    await send(`@lead say ${HOSTILE}`);
    await send("@coder say hello");
    const rows = page.getByRole("table").getByRole("row");
    const coder = rows.filter({ hasText: "Coder" });
    await coder.getByText(/^~\$/).first().waitFor();
    await rows.filter({ hasText: "Lead" }).getByText(/^~\$/).first().waitFor();
    await coder.getByRole("button").click();
    await page.getByText(/today so far.*of that Coder ~\$/).waitFor();
    await page.reload();
    await page.getByText(/today so far.*of that Coder ~\$/).waitFor();

    const day = page.getByRole("slider", { name: "Day" });
    const today = await day.getAttribute("aria-valuetext");
    expect(today).toMatch(/^\w+, \w+ \d+: ~\$/);
    await day.press("ArrowLeft");
    await page.getByRole("columnheader", { name: /^\w{3} \d+$/ }).waitFor();
    expect(await day.getAttribute("aria-valuetext")).toMatch(/: –$/);
    await day.press("End");
    await page.getByRole("columnheader", { name: "Today" }).waitFor();

    await page.getByText("Every day as a table").click();
    const all = page.getByRole("region", { name: "Every day" }).getByRole("row");
    expect(await all.count()).toBe(15);
    expect(await all.nth(1).textContent()).toContain(today?.split(": ")[1] ?? "no figure");
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole("radio", { name: "Channel" }).check({ force: true });
    await rows.filter({ hasText: "web" }).getByText(/^~\$/).first().waitFor();
    expect(page.url()).toContain("by=channel");
  });

  test("the figures are saved as a file", async () => {
    await page.getByRole("button", { name: "Export" }).click();
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.getByText("In a terminal").click();
    await dialog.getByText("tinyagi spend --by channel --days 14 --json").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Save CSV" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^spend-by-channel-.*\.csv$/);
    const [head, line] = readFileSync(await download.path(), "utf8").split("\r\n");
    expect(head).toMatch(/^day,channel,name,runs/);
    expect(line).toMatch(/^\d{4}-\d\d-\d\d,web,,2,/);
  });

  test("a budget is set in the page; what it stops is shown with its reason, and a raise continues it", async () => {
    await page.getByRole("button", { name: "Set a budget" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Set a budget" });
    await dialog.getByRole("combobox", { name: "For" }).selectOption({ label: "Coder, each day" });
    await dialog.getByLabel("US dollars").fill("0.01");
    await dialog.getByText("In a terminal").click();
    await dialog.getByText("tinyagi config set agents.coder.budget.usd 0.01").waitFor();
    await dialog.getByRole("button", { name: "Set the budget" }).click();
    const budget = page.getByRole("article", { name: "Budget agent:coder" });
    await budget.getByText("Used up.").waitFor();
    await send("@coder bake the second batch");
    const stops = page.getByRole("region", { name: "Stopped by a budget" });
    const stopped = stops.getByRole("listitem").filter({ hasText: "bake the second batch" });
    await stopped.getByText(/the daily budget of @coder is used up/).waitFor();
    await budget.getByText("In a terminal").click();
    await budget.getByText(/^tinyagi budget extend agent:coder --usd/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await budget.getByRole("button", { name: /^Raise by \$/ }).click();
    await stopped.waitFor({ state: "detached" });
    await stops.getByText("No budget holds up any work.").waitFor();
    expect(await page.title()).toContain("Spend");
  });

  test("on a phone nothing is cut off, and a row marks its series", async () => {
    const phone = await office.newContext(PHONE);
    await phone.addCookies(await context.cookies());
    const small = await office.open(phone, "/spend");
    await small.getByRole("button", { name: "Coder" }).click();
    await small.getByText(/of that Coder/).waitFor();
    expect(await small.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await seriousFindings(small)).toEqual([]);
    await phone.close();
  });

  test("no page breaks its own content policy", () => {
    expect(office.problems).toEqual([]);
  });
});
