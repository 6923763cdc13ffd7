/**
 * The crew as a person runs it: created, changed with a preview and taken back, instructed, reset and removed, in a real
 * browser against a real daemon.
 *
 * @requirement OFFICE-5
 */
import { needs } from "@tinyagi/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasFocus, PHONE, seriousFindings, tabTo } from "./support/office-browser.js";
import { confirmInOffice } from "./support/office-confirm.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const SETTINGS = {
  agents: { lead: { name: "Lead", provider: "demo", model: "", role: "<i>plans</i> the work" } },
};

let stage: OfficeStage;
let page: Page;

describe("the agents", needs("chromium"), () => {
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS, path: "/agents?view=table" });
    ({ page } = stage);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test("a new agent is created from the page, and texts of others are text", async () => {
    await page.getByRole("row", { name: /Lead/ }).getByText("<i>plans</i> the work").waitFor();
    await page.keyboard.press("c");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Give the agent a name.").waitFor();
    expect(await hasFocus(page.getByLabel("Name", { exact: true }))).toBe(true);
    await page.getByLabel("Name", { exact: true }).fill("Code reviewer");
    await page.getByLabel("Provider").selectOption("demo");
    await page.getByRole("button", { name: "Add agent" }).click();
    await page.getByRole("row", { name: /Code reviewer/ }).waitFor();
    const agents = await stage.daemon.client.call("listAgents");
    expect(agents["code-reviewer"]).toMatchObject({ name: "Code reviewer", provider: "demo" });
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("settings are saved after their changes are shown, and an earlier state comes back", async () => {
    await page.getByRole("tab", { name: "Settings" }).click();
    await inspector().getByLabel("What it does").fill("Reads every agent's change");
    await inspector().getByLabel("Permissions").selectOption("ask");
    const diff = inspector().getByRole("region", { name: "What changes" });
    await diff.getByText("Only read, and ask you before more").waitFor();
    await diff.getByText("In a terminal").click();
    await diff.getByText("role 'Reads every agent'\\''s change'").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await inspector().getByRole("button", { name: "Save 2 changes" }).click();
    await diff.waitFor({ state: "detached" });
    expect((await stage.daemon.client.call("listAgents"))["code-reviewer"]).toMatchObject({
      role: "Reads every agent's change",
      permissions: "ask",
    });

    await inspector()
      .getByRole("button", { name: /code-reviewer\.permissions/ })
      .click();
    await inspector().getByRole("button", { name: "Go back to before this" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Go back" }).click();
    await confirmInOffice(stage.stage, page);
    await expect
      .poll(async () => (await stage.daemon.client.call("listAgents"))["code-reviewer"]?.permissions, {
        timeout: 30_000,
      })
      .toBeUndefined();
    // The form follows, and does not offer to take that back.
    await expect.poll(() => inspector().getByLabel("Permissions").inputValue()).toBe("sandboxed");
    expect(
      await inspector()
        .getByRole("button", { name: /^Save \d/ })
        .count(),
    ).toBe(0);
  });

  test("its budget and its fallbacks are saved together, and an empty one is removed", async () => {
    await page.getByRole("tab", { name: "Settings" }).click();
    await inspector().getByLabel("Dollars").fill("7.5");
    await inspector().getByRole("button", { name: "Add a fallback" }).click();
    await inspector().getByLabel("Provider of fallback 1").selectOption("anthropic");
    await inspector().locator("datalist option[value=opus]").waitFor({ state: "attached" });
    await inspector().getByLabel("Provider of fallback 1").selectOption("demo");
    await inspector().getByRole("button", { name: "Save budget and fallbacks" }).click();
    await page.getByRole("status").getByText("Budget and fallbacks saved").waitFor();
    expect((await stage.daemon.client.call("listAgents"))["code-reviewer"]).toMatchObject({
      budget: { usd: 7.5 },
      fallback: [{ provider: "demo" }],
    });
    expect(await seriousFindings(page)).toEqual([]);
    await inspector().getByLabel("Dollars").fill("");
    await inspector().getByRole("button", { name: "Save budget and fallbacks" }).click();
    await confirmInOffice(stage.stage, page);
    await expect
      .poll(async () => (await stage.daemon.client.call("listAgents"))["code-reviewer"]?.budget, {
        timeout: 30_000,
      })
      .toBeUndefined();
  });

  test("its instructions are edited in place", async () => {
    await page.getByRole("tab", { name: "Prompt" }).click();
    const text = inspector().getByRole("textbox", { name: "AGENTS.md" });
    await text.fill("Read twice.");
    // Escape ends typing before it closes the pane, and what is typed is kept.
    await text.press("Escape");
    await page.getByRole("tab", { name: "Soul" }).click();
    await page.keyboard.press("Escape");
    await inspector().waitFor({ state: "detached" });
    await page.getByRole("row", { name: /Code reviewer/ }).click();
    await page.getByRole("tab", { name: "Prompt" }).click();
    expect(await text.inputValue()).toBe("Read twice.");
    await inspector().getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").getByText("AGENTS.md saved").waitFor();
    const file = await stage.daemon.client.call("getSystemPrompt", { params: { id: "code-reviewer" } });
    expect(file.content).toBe("Read twice.");
    await stage.daemon.client.call("writeNote", {
      params: { id: "code-reviewer" },
      body: { path: "project/till.md", content: "---\nname: Till\nsummary: rounding\n---\nHalf up." },
    });
    // The arrow key does what a click on the tab does.
    await page.getByRole("tab", { name: "Prompt" }).focus();
    for (const name of ["Soul", "Heartbeat", "Memory"]) {
      await page.keyboard.press("ArrowRight");
      await page.getByRole("tab", { name, selected: true }).waitFor();
    }
    await inspector().getByText("project/").waitFor();
    await inspector().getByRole("button", { name: /Till/ }).click();
    await inspector().getByText("Half up.").waitFor();
  });

  test("its heartbeat is written, previewed and timed, and a skill is read and removed", async () => {
    await page.getByRole("tab", { name: "Heartbeat" }).click();
    await inspector().getByRole("textbox", { name: "heartbeat.md" }).fill("Look at **the queue**.");
    await inspector().getByText("Preview", { exact: true }).click();
    await inspector().getByRole("strong").getByText("the queue").waitFor();
    await inspector().getByRole("button", { name: "Save" }).click();
    await page.getByRole("status").getByText("heartbeat.md saved").waitFor();
    await inspector().getByLabel("How often").selectOption({ label: "Every 4 h" });
    const heartbeat = async () =>
      await stage.daemon.client.call("getHeartbeat", { params: { id: "code-reviewer" } });
    await expect.poll(async () => (await heartbeat()).interval, { timeout: 30_000 }).toBe(14_400);
    expect((await heartbeat()).content).toBe("Look at **the queue**.");
    await inspector()
      .getByText(/It gets no heartbeats: demo agents/)
      .waitFor();
    await inspector().getByRole("button", { name: "Turn on" }).click();
    await inspector().getByText("Next:").waitFor();
    expect(await seriousFindings(page)).toEqual([]);

    await page.getByRole("tab", { name: "Skills" }).click();
    const skill = inspector()
      .getByRole("list", { name: "Skills" })
      .getByRole("listitem")
      .filter({ hasText: /^tasks/ });
    await skill.getByRole("button", { expanded: false }).click();
    await skill.getByText("Bundled with TinyAGI.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await skill.getByRole("button", { name: "Remove tasks" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await skill.waitFor({ state: "detached" });
  });

  test("a run is stopped, and an agent is reset and removed, each after a question", async () => {
    await page.getByRole("tab", { name: "Now" }).click();
    await stage.daemon.client.call("sendMessage", {
      body: { agent: "code-reviewer", message: "#demo hang" },
    });
    await inspector().getByRole("button", { name: "Stop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
    await inspector().getByText("It is not working on anything.").waitFor();
    await inspector().getByRole("button", { name: "Reset the session" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Reset" }).click();
    await page.getByRole("status").getByText("starts a new session").waitFor();
    await inspector().getByRole("button", { name: "Remove the agent" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await page.getByRole("row", { name: /Code reviewer/ }).waitFor({ state: "detached" });
  });

  test("by keyboard alone, cards are walked and opened, and a new agent begins as one of a starter team", async () => {
    await page.getByRole("radio", { name: "Cards" }).focus();
    await page.keyboard.press("Space");
    const card = (name: RegExp) => page.getByRole("list", { name: "Agents" }).getByRole("button", { name });
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New agent" });
    await tabTo(page, dialog.getByRole("radio", { name: /An agent of your own/ }));
    const reviewer = dialog.getByRole("radio", { name: /^Reviewer/ });
    for (let i = 0; i < 20 && !(await reviewer.isChecked()); i += 1) await page.keyboard.press("ArrowDown");
    await tabTo(page, dialog.getByLabel("Provider"));
    await page.keyboard.type("Demo");
    await dialog
      .getByText(/tinyagi agent add reviewer --template dev:reviewer --provider demo/)
      .first()
      .waitFor({ state: "attached" });
    expect(await seriousFindings(page)).toEqual([]);
    await tabTo(page, dialog.getByLabel("Name", { exact: true }));
    await page.keyboard.press("Enter");
    await card(/Reviewer/).waitFor();
    const agents = await stage.daemon.client.call("listAgents");
    expect(agents.reviewer).toMatchObject({ provider: "demo", role: expect.stringContaining(" ") });
    const params = { id: "reviewer" };
    // The agent shows as soon as it is saved; its texts follow.
    await expect
      .poll(async () => (await stage.daemon.client.call("getSystemPrompt", { params })).content, {
        timeout: 30_000,
      })
      .toContain("# Reviewer");
    // The list has one stop of the Tab key; arrows go on, and the pane follows.
    await inspector().getByText("@reviewer").waitFor();
    await tabTo(page, card(/Reviewer/));
    await page.keyboard.press("ArrowLeft");
    await inspector().getByText("@lead").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await inspector().getByRole("tab", { name: "Now" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Escape");
    await inspector().waitFor({ state: "detached" });
    // Whoever was in the pane is back at the list, and the next agent begins with what it does now.
    expect(await hasFocus(card(/Lead|Reviewer/).first())).toBe(true);
    expect(new URL(page.url()).searchParams.has("tab")).toBe(false);
    // What was chosen last is kept, and the address wins over it.
    const { origin } = new URL(page.url());
    await page.goto(`${origin}/agents?agent=nope`);
    await inspector().getByText("No agent has this id.").waitFor();
    await card(/Lead/).waitFor();
    await page.goto(`${origin}/agents?view=table`);
    await page.getByRole("row", { name: /Lead/ }).waitFor();
  });

  test("agents that cannot be read are not called none, on their page and on that of the teams", async () => {
    const context = await stage.office.newContext();
    // Requests of a service worker pass by the test.
    await context.addInitScript("delete Navigator.prototype.serviceWorker");
    const body = JSON.stringify({ error: "The disk is full. Free some space.", code: "INTERNAL" });
    // The page also tries again by itself: it learns nothing new before somebody has asked for it.
    let mended: Promise<void> | undefined;
    await context.route(/\/api\/(agents|teams)(\?|$)/, async (route) => {
      if (mended === undefined) return route.fulfill({ status: 500, contentType: "application/json", body });
      await mended;
      return route.continue();
    });
    const other = await stage.office.logIn(context, "/agents");
    const broken = other.getByRole("alert").filter({ hasText: "cannot be read. The disk is full." });
    await broken.getByText("The agents").waitFor();
    expect(await other.getByText(/Nobody works here yet|has no agents yet/).count()).toBe(0);
    await other.goto(new URL("/teams", other.url()).href);
    await broken.getByText("The teams").waitFor();
    expect(await other.getByText(/Let agents work together|No team yet/).count()).toBe(0);
    let mend = () => {};
    mended = new Promise((resolve) => {
      mend = resolve;
    });
    await broken.getByRole("button", { name: "Try again" }).click();
    mend();
    await broken.waitFor({ state: "detached" });
    await context.close();
  });

  test("on a phone an agent opens as a sheet", async () => {
    const phone = await stage.office.newContext(PHONE);
    const small = await stage.office.logIn(phone, "/agents");
    await small.getByRole("button", { name: /Lead/ }).click();
    await small.getByRole("dialog", { name: "Agent" }).getByText("It is not working on anything.").waitFor();
    expect(await seriousFindings(small)).toEqual([]);
    await phone.close();
  });

  test("the page has no error and breaks no policy", () => {
    expect(stage.office.problems).toEqual([]);
  });
});

function inspector(): Locator {
  return page.getByRole("complementary", { name: "Agent" });
}
