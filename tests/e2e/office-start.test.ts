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
import { shareSession } from "./support/browser-session.js";
import type { Daemon } from "./support/daemon.js";
import {
  DESKTOP,
  type OfficeBrowser,
  openOfficeBrowser,
  PHONE,
  seriousFindings,
} from "./support/office-browser.js";
import { confirmInOffice } from "./support/office-confirm.js";
import { openStage, type Stage } from "./support/stage.js";

let model: MockModelServer;
let stage: Stage;
let daemon: Daemon;
let browser: OfficeBrowser;
let context: BrowserContext;
let page: Page;

async function open(
  env: Readonly<Record<string, string>>,
  size: typeof DESKTOP,
  path: string[],
): Promise<void> {
  stage = await openStage({ path, env });
  daemon = await stage.start();
  browser = await openOfficeBrowser(stage);
  context = await browser.newContext(size);
  page = await browser.logIn(context);
}

async function close(): Promise<void> {
  await browser?.[Symbol.asyncDispose]();
  await stage?.[Symbol.asyncDispose]();
}

describe("an empty home on a machine without an agent CLI, on a phone", needs("chromium"), () => {
  beforeAll(async () => {
    model = await createMockModelServer({ script: async () => ({ text: "The API answers." }) });
    await open({}, PHONE, []);
  });
  afterAll(async () => {
    await close();
    await model?.close();
  });

  test("a Chinese browser has the tour in Chinese", async () => {
    const own = await browser.newContext(PHONE, "zh-CN");
    await shareSession(context, own);
    const chinese = await browser.open(own, "/");
    await chinese.getByRole("heading", { name: "还没有可用的智能体。" }).waitFor();
    expect(await englishSentences(chinese)).toEqual([]);
    await chinese.getByRole("button", { name: "继续" }).click();
    await chinese.getByRole("heading", { name: "你需要谁？" }).waitFor();
    expect(await englishSentences(chinese)).toEqual([]);
    expect(await seriousFindings(chinese)).toEqual([]);
    await own.close();
  });

  test("the first page is the tour, and the demo team really answers", async () => {
    await page.getByRole("heading", { name: "No agent is ready yet." }).waitFor();
    const codex = page.getByRole("listitem").filter({ hasText: "Codex" });
    await codex.getByText("Not installed", { exact: true }).waitFor();
    expect(await codex.getByText("It is not installed.").count()).toBe(0);
    await codex.getByRole("button", { name: "npm install -g @openai/codex" }).waitFor();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("heading", { name: "Who do you need?" }).waitFor();
    expect(await page.getByRole("radio", { name: /Demo team/ }).isChecked()).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
    await page.getByRole("button", { name: "Use this team" }).click();
    await page.getByRole("heading", { name: "Where will you write from?" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Skip" }).click();
    await page.getByRole("heading", { name: "Say hello to Lead." }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    // Whoever comes back later continues at this step.
    await page.goto(new URL("/", page.url()).href);
    await page.getByRole("heading", { name: "Say hello to Lead." }).waitFor();
    const text = page.getByLabel("First message");
    await expect.poll(() => text.inputValue()).toBe("Plan a page for a bakery: who does what?");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("heading", { name: "It works." }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByText("3 agents worked on this answer.").waitFor();
    expect((await daemon.client.call("describeSetup")).isNew).toBe(false);
    await page.getByRole("button", { name: "Open the office" }).click();
    await page.getByRole("region", { name: "The office" }).first().waitFor();
  });

  test("after an answer that failed, the demo team is one press away", async () => {
    const body = { agent: "lead", message: "#demo fail auth" };
    const { conversationId } = await daemon.client.call("sendMessage", { body });
    const path = `/start?step=answer&team=solo&conversation=${conversationId}`;
    await page.goto(new URL(path, page.url()).href);
    await page.getByRole("button", { name: "Let the demo team answer" }).click();
    await page.getByRole("heading", { name: "Who do you need?" }).waitFor();
    expect(await page.getByRole("radio", { name: /Demo team/ }).isChecked()).toBe(true);
  });

  test("an API with a key answers, by keyboard alone and without any program", async () => {
    await page.goto(new URL("/start", page.url()).href);
    await page.getByLabel("Whose key").selectOption("Another API in OpenAI’s format");
    await page.getByLabel("API key").fill("sk-mock-canary");
    await page.getByLabel("Model").fill("mock-large");
    await page.getByLabel("Address").fill(model.openaiUrl);
    await page.keyboard.press("Enter");
    await confirmInOffice(stage, page);
    const api = page.getByRole("listitem").filter({ hasText: "A model API, without a CLI" });
    await api.getByText("A key is in the settings. The model is mock-large.").waitFor();
    await expect.poll(() => api.getByLabel("Use it").isChecked()).toBe(true);
    await api.getByRole("button", { name: /^Test/ }).press("Enter");
    await api.getByText(/It answered in/).waitFor();
    expect(await page.content()).not.toContain("canary");
    await page.getByRole("button", { name: "Continue" }).press("Enter");
    await page.getByRole("radio", { name: /Solo/ }).press("Space");
    await page.getByRole("button", { name: "Use this team" }).press("Enter");
    await page.getByRole("heading", { name: "Where will you write from?" }).waitFor();
    await page.getByRole("button", { name: "Continue" }).press("Enter");
    await page.getByRole("heading", { name: "Say hello to Assistant." }).waitFor();
    await page.getByRole("button", { name: "Send" }).press("Enter");
    await page.getByRole("article").getByText("The API answers.").waitFor();
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
    await open({ ANTHROPIC_BASE_URL: model.url, ANTHROPIC_API_KEY: "sk-mock-anthropic" }, DESKTOP, [
      agentCliPath(),
    ]);
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
    await page.getByText("In a terminal").first().click();
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
    const text = page.getByLabel("First message");
    await text.fill("What do we make?");
    await page.getByRole("button", { name: "Back" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    expect(await text.inputValue()).toBe("What do we make?");
    await text.focus();
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

/** What is shown in English words, except commands. */
async function englishSentences(page: Page): Promise<string[]> {
  const lines = (await page.evaluate("document.body.innerText")) as string;
  const commands = await page.locator("code, button").allInnerTexts();
  return lines.split("\n").filter((line) => /[a-z]+ [a-z]+ [a-z]+/.test(line) && !commands.includes(line));
}
