/**
 * Home of TinyOffice with a company of 64: the office scene as a person sees it, by keyboard and without motion, and
 * what needs them.
 *
 * @requirement OFFICE-10
 */
import { needs, waitFor } from "@tinyagi/testkit";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import {
  DESKTOP,
  type OfficeBrowser,
  openOfficeBrowser,
  PHONE,
  seriousFindings,
} from "./support/office-browser.js";
import { openStage, type Stage } from "./support/stage.js";

const demo = (name: string, more: object = {}) => ({ name, provider: "demo", model: "", ...more });
const CROWD = Array.from({ length: 58 }, (_, i) => `c${i}`);
const SETTINGS = {
  agents: {
    lead: demo("Lead"),
    writer: demo("Writer"),
    coder: demo("Coder"),
    tester: demo("Tester"),
    buyer: demo("Buyer", { budget: { usd: 1, onLimit: "ask" } }),
    loner: demo("Loner"),
    ...Object.fromEntries(CROWD.map((id) => [id, demo(`Crew ${id}`)])),
  },
  teams: {
    dev: { name: "Dev", agents: ["lead", "writer", "coder", "tester", "buyer"], leader_agent: "lead" },
    crew: { name: "Crew", agents: CROWD, leader_agent: "c0" },
  },
  budgets: { day: { usd: 20 } },
  queue: { retry: { maxAttempts: 1 } },
};

/** An answer that comes meanwhile may draw once. A loop would ask for 60 frames in a second. */
const AT_REST = 3;

/** Runs in the page: counts how many frames it asks for. */
const COUNT_FRAMES = `(() => {
  const ask = window.requestAnimationFrame.bind(window);
  window.frameCount = 0;
  window.requestAnimationFrame = (run) => { window.frameCount += 1; return ask(run); };
})()`;
/** Runs in the page: keeps every bubble that was ever shown. */
const KEEP_BUBBLES = `(() => {
  window.seen = new Set();
  const bubbles = document.querySelector("[data-bubbles]");
  new MutationObserver(() => {
    for (const { textContent } of bubbles.children) window.seen.add(textContent);
  }).observe(bubbles, { childList: true, subtree: true, characterData: true });
})()`;

let stage: Stage;
let daemon: Daemon;
let office: OfficeBrowser;

describe("Home with the office scene", needs("chromium"), () => {
  beforeAll(async () => {
    stage = await openStage({ settings: SETTINGS });
    daemon = await stage.start();
    office = await openOfficeBrowser(stage);
  });
  afterAll(async () => {
    await office?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  test("nothing is drawn and no frame is asked for while everyone rests", async () => {
    await using home = await openHome();
    const { page } = home;
    await pace(page, "still");
    expect(await page.getByRole("list", { name: "Agents" }).getByRole("button").count()).toBe(64);
    expect(await page.locator("*").count()).toBeLessThan(3_000);
    expect(await framesDuring(page, 1_000)).toBeLessThanOrEqual(AT_REST);
  });

  test("an agent at work is seen and read, opened by keyboard, and stopped from its pane", async () => {
    await using home = await openHome();
    const { page } = home;
    await pace(page, "still");
    const { conversationId } = await send("@coder Write the engine\n#demo hang");
    await page.getByRole("button", { name: "Coder, Dev: running" }).waitFor({ state: "attached" });
    await pace(page, "calm");

    await page.getByRole("button", { name: /^Lead, Dev/ }).focus();
    await page.keyboard.press("ArrowRight");
    await page
      .locator("button:focus")
      .and(page.getByRole("button", { name: /^Writer, Dev/ }))
      .waitFor();
    await page.keyboard.press("ArrowRight");
    await page
      .locator("button:focus")
      .and(page.getByRole("button", { name: /^Coder, Dev/ }))
      .waitFor();
    await page.keyboard.press("Enter");
    const pane = page.getByRole("complementary", { name: "Agent Coder" });
    await pane.getByRole("link", { name: "Write the engine" }).waitFor();
    expect(new URL(page.url()).searchParams.get("agent")).toBe("coder");
    expect(await seriousFindings(page)).toEqual([]);

    await pane.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
    await pane.getByText("Nothing now.").waitFor();
    await waitFor(async () => (await conversation(conversationId)).status === "cancelled");
    await page.keyboard.press("Escape");
    await pane.waitFor({ state: "detached" });
    await pace(page, "still");
    expect(await framesDuring(page, 1_000)).toBeLessThanOrEqual(AT_REST);
  });

  test("a handoff is carried through the office", async () => {
    await using home = await openHome();
    const { page } = home;
    await pace(page, "still");
    await page.evaluate(KEEP_BUBBLES);
    await send("@lead Plan a page for a bakery");
    const carried = (): Promise<string[]> => page.evaluate("[...window.seen]");
    await waitFor(async () => (await carried()).some((text) => text.startsWith("For ")), {
      ...{ timeoutMs: 60_000, what: "someone to carry a sheet" },
    });
    await pace(page, "still");
  });

  test("for readers without motion, nothing moves while agents work", async () => {
    await using home = await openHome();
    const { page } = home;
    await page.emulateMedia({ reducedMotion: "reduce" });
    const { conversationId } = await send("@writer Write slowly\n#demo hang");
    await page.getByRole("button", { name: "Writer, Dev: running" }).waitFor({ state: "attached" });
    await pace(page, "still");
    expect(await framesDuring(page, 1_000)).toBeLessThanOrEqual(AT_REST);
    await daemon.client.call("cancelConversation", { params: { id: conversationId } });
  });

  test("a budget that asks raises a hand, and the answer lowers it", async () => {
    await using home = await openHome();
    const { page } = home;
    await send("@buyer Buy flour\n#demo spend 900 1.2\n#demo say bought");
    await page.getByRole("button", { name: /^Buyer, Dev: waiting/ }).waitFor({ state: "attached" });
    await page.getByRole("heading", { level: 1, name: /1 thing needs you/ }).waitFor();
    await page.getByText("of $20.00 today").waitFor();
    await page.getByRole("region", { name: "Needs you" }).getByRole("button", { name: "Approve" }).click();
    await page.getByRole("heading", { level: 1, name: /Nothing needs you/ }).waitFor();
    await page.getByRole("button", { name: /^Buyer, Dev: (running|idle)/ }).waitFor({ state: "attached" });
  });

  test("a deletion is kept when the page is closed at once, and undo brings the row back", async () => {
    await using home = await openHome();
    const { page } = home;
    await send("@tester Fail for good\n#demo fail invalid_request");
    const region = page.getByRole("region", { name: "Needs you" });
    await region.getByText("Fail for good").waitFor();
    await region.getByRole("button", { name: "Delete" }).click();
    await region.getByText("Fail for good").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).click();
    await region.getByText("Fail for good").waitFor();
    expect(await daemon.client.call("queueDead", { query: {} })).toHaveLength(1);
    await region.getByRole("button", { name: "Delete" }).click();
    await region.getByText("Fail for good").waitFor({ state: "detached" });
    await page.close({ runBeforeUnload: true });
    await waitFor(async () => (await daemon.client.call("queueDead", { query: {} })).length === 0, {
      ...{ timeoutMs: 30_000, what: "the deletion" },
    });
  });

  test("on a phone, rooms are jumped to, and an agent opens as a sheet", async () => {
    await using home = await openHome(PHONE);
    const { page } = home;
    await pace(page, "still");
    await page.getByRole("group", { name: "Go to room" }).getByRole("button", { name: "Crew" }).click();
    const last = page.getByRole("button", { name: /^Crew c20,/ });
    await last.click();
    await page.getByRole("dialog", { name: "Agent Crew c20" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("no page breaks its own content policy", () => {
    expect(office.problems).toEqual([]);
  });
});

interface Opened extends AsyncDisposable {
  page: Page;
  context: BrowserContext;
}

async function openHome(viewport = DESKTOP): Promise<Opened> {
  const context = await office.newContext(viewport);
  await context.addInitScript({ content: COUNT_FRAMES });
  const page = await office.logIn(context, "/");
  return { page, context, [Symbol.asyncDispose]: () => context.close() };
}

/** Waits until the scene says how soon it will look different. */
async function pace(page: Page, wanted: "still" | "calm"): Promise<void> {
  await page.locator(`canvas[data-pace="${wanted}"]`).waitFor({ state: "attached" });
}

/** How many frames the page asks for in a while: a slow machine can only make them fewer. */
function framesDuring(page: Page, ms: number): Promise<number> {
  return page.evaluate(`(async () => {
    const before = window.frameCount;
    await new Promise((resolve) => setTimeout(resolve, ${ms}));
    return window.frameCount - before;
  })()`);
}

function send(message: string): Promise<{ conversationId: string }> {
  return daemon.client.call("sendMessage", { body: { message } });
}

function conversation(id: string) {
  return daemon.client.call("getConversation", { params: { id } });
}
