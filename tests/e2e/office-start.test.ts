/**
 * A new user in an empty home: from the first page to a real answer, without a terminal. In a real browser against a
 * real daemon, once with the demo team, once with a real agent CLI.
 *
 * @requirement OFFICE-15
 */
import { createMockModelServer, type MockModelServer, needs } from "@tinyagi/testkit";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { agentCliPath } from "./support/agent-clis.js";
import type { Daemon } from "./support/daemon.js";
import {
  DESKTOP,
  type OfficeBrowser,
  openOfficeBrowser,
  PHONE,
  seriousFindings,
} from "./support/office-browser.js";
import { openStage, type Stage } from "./support/stage.js";

let model: MockModelServer;
let stage: Stage;
let daemon: Daemon;
let browser: OfficeBrowser;
let context: BrowserContext;
let page: Page;

async function open(env: Readonly<Record<string, string>>, size: typeof DESKTOP): Promise<void> {
  stage = await openStage({ path: [agentCliPath()], env });
  daemon = await stage.start();
  browser = await openOfficeBrowser(stage);
  context = await browser.newContext(size);
  page = await browser.logIn(context);
}

async function close(): Promise<void> {
  await browser?.[Symbol.asyncDispose]();
  await stage?.[Symbol.asyncDispose]();
}

describe("an empty home without a login, on a phone", needs("chromium"), () => {
  beforeAll(() => open({}, PHONE));
  afterAll(close);

  test("the first page is the tour, and the demo team really answers", async () => {
    await page.getByRole("heading", { name: "No agent is logged in yet." }).waitFor();
    const codex = page.getByRole("listitem").filter({ hasText: "Codex" });
    await codex.getByText("Needs a login").waitFor();
    await codex.getByRole("button", { name: "codex login" }).waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Who do you need?" }).waitFor();
    expect(await page.getByRole("radio", { name: /Demo team/ }).isChecked()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
    await page.getByRole("button", { name: "Use this team" }).click();
    await page.getByRole("heading", { name: "Where will you write from?" }).waitFor();
    await page.getByRole("button", { name: "Skip" }).click();
    await page.getByRole("heading", { name: "Say hello to Lead." }).waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("heading", { name: "It works." }).waitFor();
    await page.getByText("3 agents worked on this answer.").waitFor();
    expect((await daemon.client.call("describeSetup")).isNew).toBe(false);
    await page.getByRole("button", { name: "Open the office" }).click();
    await page.getByRole("region", { name: "The office" }).first().waitFor();
  });

  test("the page has no error and breaks no policy", () => {
    expect(browser.problems).toEqual([]);
  });
});

describe("an empty home with an agent CLI that can log in", needs("chromium"), () => {
  beforeAll(async () => {
    model = await createMockModelServer({
      script: async () => ({ text: "You make bread. <img src=x onerror=document.title='owned'>" }),
    });
    await open({ ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: "sk-mock-anthropic" }, DESKTOP);
  });
  afterAll(async () => {
    await close();
    await model?.close();
  });

  test("the agent is found and tested, and answers the first message of a team with instructions of its own", async () => {
    await page.getByRole("heading", { name: "One agent is ready on this machine." }).waitFor();
    await page.getByRole("button", { name: "Test Claude Code" }).click();
    await page.getByText(/It answered in/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText("In a terminal").click();
    await page.getByText("tinyagi team templates").waitFor();

    // From here by keyboard alone.
    await page.getByRole("button", { name: "Continue" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("radio", { name: /Product/ }).focus();
    await page.keyboard.press("ArrowUp");
    await page.getByText("Answers questions, does small jobs").waitFor();
    await page.getByRole("button", { name: "Use this team" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Where will you write from?" }).waitFor();
    const { agents } = (await daemon.client.call("getSettings")) as { agents: object };
    expect(agents).toMatchObject({ assistant: { name: "Assistant", provider: "anthropic" } });
    expect(Object.keys(agents)).toEqual(["assistant"]);
    const { content } = await daemon.client.call("getSystemPrompt", { params: { id: "assistant" } });
    expect(content).toContain("Answer first, explain after.");
  });

  test("the address holds the step: a reload goes on, and Back works; a channel is optional", async () => {
    await page.reload();
    await page.getByRole("heading", { name: "Where will you write from?" }).waitFor();
    await page.getByRole("radio", { name: /Telegram/ }).check();
    await page.getByText("Open Telegram and search for @BotFather").waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Who do you need?" }).waitFor();
    expect(await page.getByRole("radio", { name: /Solo/ }).isChecked()).toBe(true);
    await page.goForward();
    await page.getByRole("radio", { name: "Only here for now" }).check();
    await page.getByRole("button", { name: "Continue" }).click();
  });

  test("a real agent answers, and its words are text", async () => {
    await page.getByRole("heading", { name: "Say hello to Assistant." }).waitFor();
    await page.getByLabel("First message").fill("What do we make?");
    await page.keyboard.press("ControlOrMeta+Enter");
    await page.getByRole("heading", { name: "It works." }).waitFor();
    await page.getByRole("article").getByText("You make bread.").waitFor();
    expect(await page.title()).not.toBe("owned");
    expect(model.turns().some(({ system }) => system.includes("Answer first, explain after."))).toBe(true);
    await page.getByRole("button", { name: "Open the office" }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
  });

  test("the page has no error and breaks no policy", () => {
    expect(browser.problems).toEqual([]);
  });
});
