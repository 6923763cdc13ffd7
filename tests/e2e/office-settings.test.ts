/**
 * The settings as a person changes them: found, checked, compared, saved, taken back; plugins, tokens and backups. In a
 * real browser against a real daemon.
 *
 * @requirement OFFICE-14
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FETCHED_CHANNELS } from "@tinyagi/contracts";
import { needs, waitFor } from "@tinyagi/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasFocus, PHONE, seriousFindings } from "./support/office-browser.js";
import { confirmInOffice } from "./support/office-confirm.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";
import { CLI } from "./support/stage.js";

const KEY = "sk-ant-canary-0123456789-abcdefgh";
/** Markup as a model alias: it must stay text wherever settings are shown. */
const HOSTILE = "<img src=x onerror=document.title='owned'>";
const SETTINGS = {
  agents: { lead: { name: HOSTILE, provider: "demo", model: "" } },
  models: { anthropic: { api_key: KEY } },
  channels: { enabled: ["signal"] },
  mcp_servers: { notes: { command: "node", env: { NOTES_KEY: KEY } } },
};
/** A loaded machine takes long for everything. */
const PATIENT = { timeout: 60_000 };

let stage: OfficeStage;
let page: Page;

describe("the settings", needs("chromium"), () => {
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS, path: "/settings" });
    ({ page } = stage);
    const plugin = join(stage.stage.place.home, "plugins", "greeter");
    mkdirSync(plugin, { recursive: true });
    writeFileSync(join(plugin, "index.mjs"), "export function activate() {}\n");
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test("a setting is found, checked at its field, compared and saved by keyboard, and its toast takes it back", async () => {
    await page.getByText("Everything is saved.").waitFor();
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("maxAttempts");
    const field = page.getByLabel("Max attempts");
    await field.fill("0");
    await page.getByRole("alert").getByText("Use 1 to 100.").waitFor();
    await page.getByText("Cannot be saved. “Max attempts”: Use 1 to 100.").waitFor();
    await page.getByRole("button", { name: "Show the problem" }).press("Enter");
    expect(await hasFocus(field)).toBe(true);
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("maxAttempts");
    await field.focus();
    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.type("7");
    await changes().getByText("execution.maxAttempts", { exact: true }).waitFor();
    await changes().getByText("In a terminal").click();
    await changes().getByText("tinyagi config set execution.maxAttempts '7'").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await field.focus();
    await page.keyboard.press("Enter");
    await confirm();
    await page.getByText("Everything is saved.").waitFor();
    await expect.poll(attempts, PATIENT).toBe(7);
    await page.getByRole("status").getByRole("button", { name: "Undo" }).last().click();
    await expect.poll(attempts, PATIENT).toBe(5);
  });

  test("what is not saved stays when the page is left and read again, but no secret is stored", async () => {
    const secret = "sk-ant-never-stored-0123456789";
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("");
    await page.getByRole("button", { name: "Replace Anthropic: API key" }).click();
    await page.getByLabel("Anthropic: API key").fill(secret);
    await page.getByLabel("Max attempts").fill("6");
    await page.getByText("2 changes not saved.").waitFor();
    await page.getByRole("link", { name: "Teams" }).first().click();
    await page.getByRole("heading", { name: "Teams", exact: true }).waitFor();
    await page.goBack();
    await page.getByText("2 changes not saved.").waitFor();
    await page.getByText("What you changed before is still here.").waitFor();
    await page.reload();
    await page.getByText("1 change not saved.").waitFor();
    await page.getByText(/TinyOffice does not keep secrets in the browser/).waitFor();
    expect(await page.getByLabel("Max attempts").inputValue()).toBe("6");
    expect(await page.evaluate("JSON.stringify({ ...localStorage })")).not.toContain(secret);
    await page.getByRole("button", { name: "Discard" }).first().click();
    await page.getByText("Everything is saved.").waitFor();
  });

  test("a setting that names an agent is a choice of those that exist", async () => {
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("default_agent");
    await page.getByRole("combobox", { name: "Default agent" }).selectOption("lead");
    await changes().getByText("default_agent", { exact: true }).waitFor();
    await changes().getByRole("button", { name: "Save 1 change" }).click();
    await page.getByText("Everything is saved.").waitFor();
  });

  test("the channels to start are ticked among those that exist, and an unknown one can be removed", async () => {
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("channels.enabled");
    const all = page.getByRole("group", { name: "Enabled" });
    await all.getByRole("checkbox", { name: "signal" }).uncheck();
    await changes().getByText("signal").waitFor();
    expect(await all.getByRole("checkbox").count()).toBe(FETCHED_CHANNELS.length + 1);
    expect(await seriousFindings(page)).toEqual([]);
    await changes().getByRole("button", { name: "Save 1 change" }).click();
    await page.getByText("Everything is saved.").waitFor();
    await expect.poll(() => all.getByRole("checkbox").count()).toBe(FETCHED_CHANNELS.length);
  });

  test("a setting without an effect is not shown until it has one", async () => {
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("execution");
    const redis = page.getByText("execution.redisUrl", { exact: true });
    await page.getByRole("combobox", { name: "Driver" }).selectOption("bullmq");
    await redis.first().waitFor();
    await page.getByRole("combobox", { name: "Driver" }).selectOption("local");
    await redis.waitFor({ state: "detached" });
  });

  test("a secret is shown masked and never sent back; a new one replaces it", async () => {
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("anthropic");
    await page.getByText("sk-…efgh").waitFor();
    expect(await page.content()).not.toContain(KEY);
    const sent: string[] = [];
    page.on("request", (request) => sent.push(request.postData() ?? ""));
    await page.getByRole("button", { name: "Replace Anthropic: API key" }).click();
    await page.getByLabel("Anthropic: API key").fill("sk-ant-the-new-one-0123456789-zyxw");
    await changes().getByText("•••• new").waitFor();
    await changes().getByText("In a terminal").click();
    await changes().getByText("tinyagi config set models.anthropic.api_key -").waitFor();
    await changes().getByRole("button", { name: "Save 1 change" }).click();
    await confirm();
    await page.getByText("sk-…zyxw").waitFor();
    expect(sent.filter((body) => body.includes("…"))).toEqual([]);
  });

  test("an entry is added, changed, renamed, removed and taken back by keyboard, and its secret stays where it is", async () => {
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("budgets.prices");
    const prices = page.getByRole("group", { name: "Prices", exact: true });
    await prices.getByText("Nothing is here yet.").waitFor();
    await prices.getByRole("button", { name: "Add to Prices" }).press("Enter");
    await page.keyboard.type("gpt-4.1");
    await page.getByRole("button", { name: "Show the problem" }).press("Enter");
    expect(await hasFocus(prices.getByLabel("Input", { exact: true }))).toBe(true);
    await page.keyboard.type("1.5");
    await prices.getByLabel("Output", { exact: true }).fill("6");
    expect(await seriousFindings(page)).toEqual([]);
    await changes().getByRole("button", { name: "Save 1 change" }).click();
    await confirm();
    await expect
      .poll(async () => (await settings()).budgets.prices, PATIENT)
      .toEqual({ "gpt-4.1": { input: 1.5, output: 6 } });

    await page.getByRole("searchbox", { name: "Find a setting" }).fill("mcp_servers");
    const servers = page.getByRole("group", { name: "MCP servers", exact: true });
    await servers.getByRole("button", { name: /^notes/ }).press("Enter");
    await servers.getByText("sk-…efgh").waitFor();
    const name = servers.getByLabel("Name in this list").first();
    await name.fill("memos");
    await servers.getByText(/A stored secret does not move to another name/).waitFor();
    await name.fill("notes");
    await page.getByText("Everything is saved.").waitFor();
    await servers.getByRole("button", { name: "Add to MCP servers" }).press("Enter");
    await page.keyboard.type("notes");
    await servers.getByText("Another entry has the name “notes”. Choose another name.").waitFor();
    await servers.getByRole("button", { name: "Remove notes", exact: true }).last().press("Enter");
    const undo = servers.getByRole("button", { name: "Undo the removal of notes" });
    expect(await hasFocus(undo)).toBe(true);
    await servers.getByRole("button", { name: "Remove notes", exact: true }).first().press("Enter");
    await changes().getByText("mcp_servers.notes", { exact: true }).waitFor();
    await undo.first().press("Enter");
    await servers.getByRole("button", { name: /^notes/ }).press("Enter");
    await servers.getByLabel("Command").fill("node-of-notes");
    await changes().getByText("mcp_servers.notes.command", { exact: true }).waitFor();
    await changes().getByRole("button", { name: "Discard" }).click();
    await page.getByText("Everything is saved.").waitFor();
    expect(await page.content()).not.toContain(KEY);
  });

  test("what nobody confirmed stays, after the window said what gets weaker and how to get a code", async () => {
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("allowedHosts");
    await page.getByLabel("Allowed hosts").fill("evil.example");
    await changes().getByRole("button", { name: "Save 1 change" }).click();
    const window = page.getByRole("dialog", { name: "Confirm this outside the page" });
    await window.getByText("Changes who can reach TinyAGI").waitFor();
    await window.getByText("server.allowedHosts").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await window.getByLabel("Code").fill("AAAA AAAA");
    await page.keyboard.press("Enter");
    await window.getByRole("alert").getByText("This code is wrong.").waitFor();
    await window.getByRole("button", { name: "Cancel" }).press("Enter");
    await changes().getByRole("alert").getByText("Nothing was changed: it was not confirmed.").waitFor();
    await changes().getByRole("button", { name: "Discard" }).click();
    await page.getByText("Everything is saved.").waitFor();
  });

  test("a failure to save reaches someone who has left the page, and the changes stay", async () => {
    await page.getByRole("searchbox", { name: "Find a setting" }).fill("allowedHosts");
    await page.getByLabel("Allowed hosts").fill("evil.example");
    let release: () => unknown = () => undefined;
    await page.route("**/api/settings/change", (route) => {
      release = () => route.continue();
    });
    await changes().getByRole("button", { name: "Save 1 change" }).click();
    await page.getByRole("link", { name: "Teams" }).first().click();
    await page.getByRole("heading", { name: "Teams", exact: true }).waitFor();
    release();
    const window = page.getByRole("dialog", { name: "Confirm this outside the page" });
    await window.getByRole("button", { name: "Cancel" }).click();
    await page
      .getByRole("status")
      .getByText(/^1 change not saved\. .*not confirmed/)
      .waitFor();
    await page.unroute("**/api/settings/change");
    await page.goBack();
    await page.getByText("1 change not saved.", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Discard" }).first().click();
    await page.getByText("Everything is saved.").waitFor();
  });

  test("the raw text names the line of a mistake, and its changes are compared before they are saved", async () => {
    await page.getByRole("tab", { name: "Form" }).focus();
    await page.keyboard.press("ArrowRight");
    const text = page.getByLabel("settings.json");
    await text.waitFor();
    const now = await text.inputValue();
    expect(now).not.toContain("hasKey");
    await text.fill(now.replace('"execution": {', '"execution": {{'));
    await page.getByText(/^Cannot be saved\. Line \d+: This is not valid JSON/).waitFor();
    await page.getByRole("button", { name: /^Line \d+: This is not valid JSON/ }).waitFor();
    await text.fill(now.replace('"maxAttempts": 5', '"maxAttempts": "many"'));
    await page.getByRole("button", { name: /^Line \d+, execution\.maxAttempts/ }).waitFor();
    await text.fill(now.replace('"maxAttempts": 5', '"maxAttempts": 9'));
    await changes().getByText("execution.maxAttempts", { exact: true }).first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await changes().getByRole("button", { name: "Save 1 change" }).click();
    await confirm();
    await expect.poll(attempts, PATIENT).toBe(9);
    expect((await settings()).models.anthropic.api_key).toContain("…zyxw");
  });

  test("the history shows each change with what it was, and one click restores it", async () => {
    await page.getByRole("tab", { name: "History" }).click();
    const history = page.getByRole("region", { name: "History" });
    const newest = history.getByRole("listitem").first();
    await newest.getByText("In use").waitFor();
    await newest.getByRole("button", { expanded: false }).first().click();
    await newest.getByText("execution.maxAttempts", { exact: true }).waitFor();
    await newest.getByText("9", { exact: true }).waitFor();
    await history.getByRole("button", { expanded: false }).first().press("Enter");
    await history
      .getByRole("region", { name: "Restoring it would change" })
      .getByText("Max attempts")
      .waitFor();
    const before = history.getByRole("button", { name: /^Restore revision/ }).first();
    await before.click();
    await expect.poll(attempts, PATIENT).toBe(5);
    await page
      .getByRole("status")
      .getByText(/The settings are as in revision/)
      .waitFor();
    expect(await page.title()).not.toBe("owned");
  });

  test("a webhook is added by the command that the page writes, then edited, switched off and removed by keyboard", async () => {
    await page.getByRole("tab", { name: "Webhooks" }).click();
    await page.getByText("No webhook exists yet.").waitFor();
    await page.getByLabel("Name", { exact: true }).fill("Shop");
    await page.getByLabel("Task").fill("It's {{id}}");
    const command = "tinyagi webhook add shop --agent lead --template 'It'\\''s {{id}}'";
    await page.getByText(command, { exact: true }).waitFor();
    await stage.stage.run("sh", ["-c", command.replace("tinyagi", `${process.execPath} ${CLI}`)]);
    const name = page.getByLabel("Name", { exact: true });
    await waitFor(async () => (await name.inputValue()) === "", {
      what: "the form of a webhook that is added",
    });
    await name.fill("Shop");
    await page.getByText("A webhook with this name already exists.").waitFor();
    await page.getByRole("button", { name: "Discard" }).press("Enter");
    await waitFor(async () => (await name.inputValue()) === "", { what: "the discarded form" });
    const hook = page
      .getByRole("list", { name: "Webhooks" })
      .getByRole("listitem")
      .filter({ hasText: "shop" });
    await hook.getByText("/api/hooks/shop").waitFor();
    await hook.getByRole("button", { name: "Switch off shop" }).press("Enter");
    await hook.getByText("Off", { exact: true }).waitFor();
    await page.getByRole("status").getByRole("button", { name: "Undo" }).last().press("Enter");
    await confirm();
    await hook.getByText("On", { exact: true }).waitFor();
    await hook.getByRole("button", { name: "Edit shop" }).press("Enter");
    await page.getByRole("dialog").getByLabel("Task").fill("New: {{id}}");
    await page.getByRole("dialog").getByRole("button", { name: "Save" }).press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await hook.getByText("New: {{id}}").waitFor();
    // The window is closed: the line says that the change could not be taken back.
    const body = JSON.stringify({ error: "The disk is full.", code: "INTERNAL" });
    await page.route("**/api/settings/change", (route) =>
      route.fulfill({ status: 500, contentType: "application/json", body }),
    );
    await page.getByRole("status").getByRole("button", { name: "Undo" }).last().press("Enter");
    await page.getByRole("status").getByText("Not undone. The disk is full.").waitFor();
    await page.unroute("**/api/settings/change");
    await hook.getByRole("button", { name: "Test shop" }).press("Enter");
    await page
      .getByRole("dialog")
      .getByText(/^tinyagi webhook test shop/)
      .waitFor();
    await page.keyboard.press("Escape");
    await hook.getByRole("button", { name: "Remove shop" }).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).press("Enter");
    await page.getByText("No webhook exists yet.").waitFor();
  });

  test("a skill is shown before it is installed, then read and removed", async () => {
    const folder = join(stage.stage.place.root, "greet-people");
    mkdirSync(folder);
    const head = `name: greet-people\ndescription: Greets people ${HOSTILE}`;
    writeFileSync(join(folder, "SKILL.md"), `---\n${head}\n---\nSay hello, then stop.\n`);
    await page.getByRole("tab", { name: "Skills" }).click();
    await page.getByLabel("Add a skill").fill(folder);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Say hello, then stop.").waitFor();
    await dialog.getByText("SKILL.md").waitFor();
    await dialog.getByRole("button", { name: "Install" }).press("Enter");
    await confirm();
    const skill = page
      .getByRole("list", { name: "Skills" })
      .getByRole("listitem")
      .filter({ hasText: "greet-people" });
    await skill.getByRole("button", { expanded: false }).press("Enter");
    await skill.getByText(`Installed from ${folder}`).waitFor();
    await skill.getByRole("button", { name: "Remove greet-people" }).press("Enter");
    await dialog.getByRole("button", { name: "Remove" }).press("Enter");
    await skill.waitFor({ state: "detached" });
    expect(await page.title()).not.toBe("owned");
  });

  test("a plugin shows its files, is approved with a code, and is denied from the page", async () => {
    await page.getByRole("tab", { name: "Plugins" }).click();
    const plugin = page.getByRole("listitem").filter({ hasText: "greeter" });
    await plugin.getByText("Not approved").waitFor();
    await plugin.getByRole("button", { name: "Approve greeter" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("index.mjs").waitFor();
    await dialog.getByRole("button", { name: "Approve" }).click();
    await confirm();
    await dialog.waitFor({ state: "detached" });
    await plugin.getByRole("button", { name: "Deny greeter" }).click();
    await plugin.getByText("Not approved").waitFor();
  });

  test("a token that the command made is revoked, and a backup is made and listed", async () => {
    await page.getByRole("tab", { name: "Tokens" }).click();
    await page.getByLabel("Channel").fill("Paper");
    await page.getByText("tinyagi token create --channel paper").waitFor();
    await page.getByText("No token exists.").waitFor();
    const { stdout } = await stage.stage.cli(["token", "create", "--channel", "paper", "--json"]);
    await page.getByText("never used").waitFor();
    expect(await page.content()).not.toContain(JSON.parse(stdout).token);
    await page.getByRole("button", { name: "Revoke the token of paper" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
    await page.getByText("No token exists.").waitFor();

    await page.getByRole("tab", { name: "Backups" }).click();
    await page.getByRole("button", { name: "Back up now" }).click();
    await page
      .getByText(/^Saved as/)
      .first()
      .waitFor();
    expect(await stage.daemon.client.call("listBackups", { query: {} })).toHaveLength(1);
  });

  test("language and theme are chosen for this browser, and every tab reads well", async () => {
    for (const name of ["History", "Webhooks", "Skills", "Plugins", "Tokens", "Backups", "Look"]) {
      await page.getByRole("tab", { name }).click();
      await page.getByRole("tab", { name, selected: true }).waitFor();
      expect(await seriousFindings(page)).toEqual([]);
    }
    await page.getByLabel("Theme", { exact: true }).selectOption("Dark");
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.getByLabel("Language", { exact: true }).selectOption("中文");
    await page.getByRole("heading", { name: "设置", exact: true }).waitFor();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("dark");
    await page.getByLabel("语言", { exact: true }).selectOption("跟随浏览器");
    await page.getByRole("heading", { name: "Settings", exact: true }).waitFor();
    await page.getByLabel("Theme", { exact: true }).selectOption("As in the system");
    expect(await page.evaluate("localStorage.getItem('tinyoffice.theme')")).toBeNull();
  });

  test("on a phone it is one column, and the changes open as a sheet when they are asked for", async () => {
    const phone = await stage.office.newContext(PHONE);
    // Requests of a service worker pass by the test.
    await phone.addInitScript("delete Navigator.prototype.serviceWorker");
    const small = await stage.office.logIn(phone, "/settings?find=maxAttempts");
    await small.getByLabel("Max attempts").fill("8");
    // Enter shows what would change, and saves nothing that is not shown.
    await small.getByLabel("Max attempts").press("Enter");
    const sheet = small.getByRole("dialog", { name: "Changes" });
    await sheet.getByRole("button", { name: "Close" }).click();
    await small.getByRole("button", { name: "See 1 change" }).click();
    await sheet.getByText("execution.maxAttempts").first().waitFor();
    expect(await attempts()).not.toBe(8);
    expect(await seriousFindings(small)).toEqual([]);
    expect(await small.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
    await sheet.getByRole("button", { name: "Close" }).click();
    // Without its reader the raw file cannot be edited: the page says so, and what was changed outlives the reload.
    await small.route("**/_next/**/*.js", (route) => route.abort());
    await small.getByRole("tab", { name: "Raw file" }).click();
    const reload = small.getByRole("alert").getByRole("button", { name: "Reload" });
    await reload.waitFor();
    await small.unroute("**/_next/**/*.js");
    await reload.click();
    await expect.poll(() => small.getByLabel("settings.json").isEditable(), PATIENT).toBe(true);
    await small.getByText("1 change not saved.").first().waitFor();
    await phone.close();
  });

  test("the page has no error and breaks no policy", () => {
    expect(stage.office.problems).toEqual([]);
  });
});

/** By the person at the terminal. */
function confirm(): Promise<void> {
  return confirmInOffice(stage.stage, page);
}

function changes(): Locator {
  return page.getByRole("complementary", { name: "Changes" });
}

async function settings(): Promise<{
  execution: { maxAttempts: number };
  budgets: { prices: unknown };
  models: { anthropic: { api_key: string } };
}> {
  return (await stage.daemon.client.call("getSettings")) as never;
}

async function attempts(): Promise<number> {
  return (await settings()).execution.maxAttempts;
}
