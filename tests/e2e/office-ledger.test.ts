/**
 * Spend and Logs as a person uses them, in a real browser against a real daemon whose model is a mock that reports its
 * tokens.
 *
 * @requirement OFFICE-20
 * @requirement OFFICE-21
 */
import { readFileSync } from "node:fs";
import { needs } from "@tinyagi/testkit";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shareSession } from "./support/browser-session.js";
import { type OfficeBrowser, openOfficeBrowser, PHONE, seriousFindings } from "./support/office-browser.js";
import { confirmInOffice } from "./support/office-confirm.js";
import { type OfficeTeam, openOfficeTeam } from "./support/office-team.js";

const TIMEOUT_MS = 120_000;
const HOSTILE = "<img src=x onerror=\"document.title='owned'\">\u202e\u0007";
let team: OfficeTeam;
let office: OfficeBrowser;
let context: BrowserContext;
let page: Page;

const goTo = (path: string): Promise<unknown> => page.goto(`http://127.0.0.1:${team.daemon().port}${path}`);
const send = (message: string) =>
  team.daemon().client.call("sendMessage", { body: { message, channel: "web", sender: "You" } });

describe("the ledger", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
  beforeAll(async () => {
    team = await openOfficeTeam();
    // A run costs about 20 cents: one raise, of a dollar, has room for the run that it continues.
    const prices = { mock: { input: 100, output: 100 } };
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
    await all.nth(14).waitFor();
    expect(await all.count()).toBe(15);
    expect(await all.nth(1).textContent()).toContain(today?.split(": ")[1] ?? "no figure");
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole("radio", { name: "Channel" }).check({ force: true });
    await rows.filter({ hasText: "TinyOffice" }).getByText(/^~\$/).first().waitFor();
    expect(page.url()).toContain("by=channel");
  });

  test("the figures are saved as a file", async () => {
    await page.getByRole("button", { name: "Export" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Export" });
    await dialog.getByText("In a terminal").click();
    await dialog.getByText("tinyagi spend --by channel --days 14 --json").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      dialog.getByRole("button", { name: "Save CSV" }).press("Enter"),
    ]);
    expect(download.suggestedFilename()).toMatch(/^spend-by-channel-.*\.csv$/);
    const [head, line] = readFileSync(await download.path(), "utf8").split("\r\n");
    expect(head).toMatch(/^day,channel,name,runs/);
    expect(line).toMatch(/^\d{4}-\d\d-\d\d,web,,2,/);
  });

  test("a budget is set in the page; what it stops is shown with its reason, and a raise continues it", async () => {
    await page.getByRole("button", { name: "Set a budget" }).first().press("Enter");
    const dialog = page.getByRole("dialog", { name: "Set a budget" });
    await dialog.getByRole("combobox", { name: "For" }).selectOption({ label: "Coder, each day" });
    await dialog.getByLabel("US dollars").fill("0");
    await dialog.getByText("In a terminal").click();
    await dialog.getByText("tinyagi config set agents.coder.budget.usd 0").waitFor();
    await dialog.getByRole("button", { name: "Set the budget" }).press("Enter");
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
    await confirmInOffice(team.stage, page);
    await stopped.waitFor({ state: "detached" });
    await stops.getByText("No budget holds up any work.").waitFor();
    await budget.getByRole("button", { name: "Change the budget of Coder" }).press("Enter");
    const change = page.getByRole("dialog", { name: "Change a budget" });
    expect(await change.getByLabel("US dollars").inputValue()).toBe("0");
    await change.getByRole("button", { name: "Remove the budget" }).press("Enter");
    await confirmInOffice(team.stage, page);
    await budget.waitFor({ state: "detached" });
    await change.waitFor({ state: "detached" });
    await page.getByRole("status").getByRole("button", { name: "Undo" }).last().press("Enter");
    await budget.waitFor();
    expect(await page.title()).toContain("Spend");
  });

  test("on a phone nothing is cut off, and a row marks its series", async () => {
    const phone = await office.newContext(PHONE);
    await shareSession(context, phone);
    const small = await office.open(phone, "/spend");
    await small.getByRole("table").getByRole("button", { name: "Coder" }).click();
    await small.getByText(/of that Coder/).waitFor();
    const name = "Bookkeeper with a name that is longer than a phone is wide";
    const changes = [
      { path: ["agents", "careful", "name"], value: name },
      { path: ["agents", "careful", "budget"], value: { usd: 7 } },
    ];
    await team.daemon().client.call("changeSettings", { body: { changes } });
    const used = small.getByText("of $7.00");
    await used.waitFor();
    const { x = 0, width = 0 } = (await used.boundingBox()) ?? {};
    expect(x + width).toBeLessThanOrEqual(PHONE.width);
    expect(await small.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await seriousFindings(small)).toEqual([]);
    await phone.close();
  });

  test("the log comes live as text; a pause holds it still and counts what comes", async () => {
    await goTo("/logs");
    const log = page.getByRole("grid", { name: "Log" });
    await send(`@lead say ${HOSTILE} with sk-ant-api03-0123456789abcdefghijklmnop`);
    const hostile = log
      .getByRole("row")
      .filter({ hasText: /message for @lead .*: say <img src=x/ })
      .first();
    await hostile.getByText(/\[redacted\]/).waitFor();
    const shown = (await hostile.textContent()) ?? "";
    for (const forbidden of ["sk-ant-api03", "\u202e", "\u0007"]) expect(shown).not.toContain(forbidden);
    await page.getByRole("button", { name: "Pause" }).press("Enter");
    await send("@coder say something while it is paused");
    await page.getByRole("button", { name: /^\d+ new$/ }).waitFor();
    const late = log.getByRole("row").filter({ hasText: "say something while it is paused" });
    expect(await late.count()).toBe(0);
    // What comes after the button was pressed is held back again.
    const offered = page.getByRole("button", { name: /^\d+ new$/ });
    const showMore = async () => {
      if (await offered.isVisible()) await offered.click();
      return late.count();
    };
    await expect.poll(showMore, { timeout: 60_000 }).toBeGreaterThan(0);
    await page.getByRole("button", { name: "Resume" }).press("Enter");
    expect(await page.locator("main img, main script").count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("the log is filtered, opened by keyboard and saved; the address keeps the filter", async () => {
    await page.getByRole("combobox", { name: "Agent" }).selectOption("coder");
    await page.getByRole("combobox", { name: "Part" }).selectOption("run");
    await page.getByRole("searchbox", { name: "Text, agent, part or run" }).fill("started with");
    await page.reload();
    const rows = page.getByRole("grid", { name: "Log" }).getByRole("row");
    await rows.filter({ hasText: "started with custom:mock" }).first().waitFor();
    expect(await rows.filter({ hasText: "Lead" }).count()).toBe(0);
    await page.keyboard.press("j");
    const entry = page.getByRole("complementary", { name: "Entry" });
    await entry.getByRole("link", { name: "Open run" }).waitFor();
    await entry.getByText("In a terminal").click();
    await entry.getByText(/^tinyagi trace run_\w+ --log$/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Export" }).press("Enter"),
    ]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n");
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ part: "run", agent: "coder" });
    await page.keyboard.press("Escape");
    await entry.waitFor({ state: "detached" });

    await goTo("/logs?part=daemon");
    await rows.filter({ hasText: "serving" }).first().waitFor();
    await goTo("/logs?q=nothing+says+this");
    await page.getByRole("heading", { name: "No entry says “nothing says this”" }).waitFor();
  });

  test("the audit shows who changed what, with the difference and the way back", async () => {
    const change = { path: ["agents", "coder", "name"], value: "Baker" };
    await team.daemon().client.call("changeSettings", { body: { changes: [change] } });
    await goTo("/logs?view=audit");
    const rows = page.getByRole("grid", { name: "Changes" }).getByRole("row");
    await rows.filter({ hasText: "raised the daily budget of @coder by" }).waitFor();
    await rows.filter({ hasText: "Agents › Coder: name" }).waitFor();
    await page.getByRole("searchbox", { name: "Change or person" }).fill("coder: name");
    await page.getByRole("combobox", { name: "Part" }).selectOption("settings");
    await rows.filter({ hasText: "budget of @coder" }).waitFor({ state: "detached" });
    await page.getByRole("searchbox", { name: "Change or person" }).blur();
    await page.keyboard.press("j");
    const revision = page.getByRole("complementary", { name: "Change" });
    await revision.getByRole("deletion").getByText("Coder").waitFor();
    await revision.getByRole("insertion").getByText("Baker").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await revision.getByText("In a terminal", { exact: true }).click();
    await revision.getByText(/^tinyagi config rollback \d+$/).waitFor();
    await revision.getByRole("button", { name: "Go back to before this" }).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Go back" }).press("Enter");
    await rows.filter({ hasText: "Agents › Coder: name" }).nth(1).waitFor();
    const { coder } = await team.daemon().client.call("listAgents");
    expect(coder?.name).toBe("Coder");
  });

  test("on a phone the log is one column, and an entry opens as a sheet", async () => {
    const phone = await office.newContext(PHONE);
    await shareSession(context, phone);
    const small = await office.open(phone, "/logs?q=done in");
    await small.getByRole("row").filter({ hasText: "done in" }).first().click();
    await small.getByRole("dialog", { name: "Entry" }).getByRole("link", { name: "Open run" }).waitFor();
    expect(await small.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await seriousFindings(small)).toEqual([]);
    await phone.close();
  });

  test("no page breaks its own content policy", () => {
    expect(office.problems).toEqual([]);
  });
});
