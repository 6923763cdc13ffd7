/**
 * Home of TinyOffice with a company of 64: the office scene as a person sees it, by keyboard and without motion, and
 * what needs them.
 *
 * @requirement OFFICE-10
 */
import { needs, waitFor } from "@tinyagi/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shareSession } from "./support/browser-session.js";
import { DESKTOP, PHONE, seriousFindings } from "./support/office-browser.js";
import { confirmInOffice } from "./support/office-confirm.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

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
};

/** An answer that comes meanwhile may draw once. A loop would ask for 60 frames in a second. */
const AT_REST = 3;
/** Typing is drawn six times in a second; something else may be drawn once more. */
const AT_WORK = 6 + AT_REST;

/** Runs in the page: counts how many frames it asks for. */
const COUNT_FRAMES = `(() => {
  const ask = window.requestAnimationFrame.bind(window);
  window.frameCount = 0;
  window.requestAnimationFrame = (run) => { window.frameCount += 1; return ask(run); };
})()`;
/** Runs in the page: it is out of sight from now on, and the notifications that it shows are kept. */
const KEEP_NOTICES = `(() => {
  Object.defineProperty(document, "hidden", { get: () => true, configurable: true });
  window.notices = [];
  window.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      window.notices.push(title + ": " + options.body);
    }
  };
})()`;
/** Runs in the page: keeps every bubble that was ever shown. */
const KEEP_BUBBLES = `(() => {
  window.seen = new Set();
  const bubbles = document.querySelector("[data-bubbles]");
  new MutationObserver(() => {
    for (const { textContent } of bubbles.children) window.seen.add(textContent);
  }).observe(bubbles, { childList: true, subtree: true, characterData: true });
})()`;

let stage: OfficeStage;
/** Home, open for all tests. Without motion, nobody is waited for who walks. */
let page: Page;

describe("Home with the office scene", needs("chromium"), () => {
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS, script: COUNT_FRAMES });
    ({ page } = stage);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test("nothing is drawn and no frame is asked for while everyone rests", async () => {
    await pace("still");
    expect(await page.getByRole("list", { name: "Agents" }).getByRole("button").count()).toBe(64);
    expect(await page.locator("*").count()).toBeLessThan(3_000);
    expect(await framesDuring(1_000)).toBeLessThanOrEqual(AT_REST);
  });

  test("a handoff is carried through the office, and then nothing is drawn any more", async () => {
    // It sits at its desk already, in the middle of its room, so that the ways are short.
    await page.getByRole("group", { name: "Go to room" }).getByRole("button", { name: "Crew" }).click();
    const carrier = page.getByRole("button", { name: /^Crew c43,/ });
    await waitFor(async () => ((await carrier.boundingBox())?.x ?? DESKTOP.width) < DESKTOP.width / 2, {
      what: "the room to be in view",
    });
    await page.evaluate(KEEP_BUBBLES);
    await send("@c43 Share the work\n#demo say [@c44: Look at this]");
    await waitFor(async () => (await page.evaluate<string[]>("[...window.seen]")).includes("For Crew c44"), {
      timeoutMs: 60_000,
      what: "someone to carry a sheet",
    });
    await pace("still");
    expect(await framesDuring(1_000)).toBeLessThanOrEqual(AT_REST);
  });

  test("for readers without motion, nothing moves while agents work", async () => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    const { conversationId } = await send("@writer Write slowly\n#demo hang");
    await page.getByRole("button", { name: "Writer, Dev: running" }).waitFor({ state: "attached" });
    await pace("still");
    expect(await framesDuring(1_000)).toBeLessThanOrEqual(AT_REST);
    await stage.daemon.client.call("cancelConversation", { params: { id: conversationId } });
    await page.getByRole("button", { name: "Writer, Dev: idle" }).waitFor({ state: "attached" });
  });

  test("an agent at work is seen and read, opened by keyboard, and stopped from its pane", async () => {
    const { conversationId } = await send("@coder Write the engine\n#demo hang");
    await page.getByRole("button", { name: "Coder, Dev: running" }).waitFor({ state: "attached" });
    await page.emulateMedia({ reducedMotion: "no-preference" });
    await pace("calm");
    expect(await framesDuring(1_000)).toBeLessThanOrEqual(AT_WORK);

    await page.getByRole("button", { name: /^Lead, Dev/ }).focus();
    await page.keyboard.press("ArrowRight");
    await focused(/^Writer, Dev/);
    await page.keyboard.press("ArrowRight");
    await focused(/^Coder, Dev/);
    await page.getByRole("tooltip").getByText("Write the engine").waitFor();
    await page.keyboard.press("Enter");
    const pane = page.getByRole("complementary", { name: "Agent Coder" });
    await pane.getByRole("link", { name: "Write the engine" }).waitFor();
    expect(new URL(page.url()).searchParams.get("agent")).toBe("coder");
    expect(await seriousFindings(page)).toEqual([]);

    await page.emulateMedia({ reducedMotion: "reduce" });
    // Nothing moved when the pane opened.
    const needs = page.getByRole("region", { name: "Needs you", exact: true });
    expect((await needs.boundingBox())?.y).toBeLessThan(DESKTOP.height / 4);
    const text = page.getByRole("textbox", { name: "What should change" });
    await pane.getByRole("button", { name: "Steer" }).click();
    await text.fill("Use tabs");
    await page.keyboard.press("Escape");
    await text.waitFor({ state: "detached" });
    await pane.getByRole("button", { name: "Steer" }).click();
    expect(await text.inputValue()).toBe("Use tabs");
    await text.press("Shift+Enter");
    await text.press("Enter");
    await text.waitFor({ state: "detached" });
    await pane.getByRole("button", { name: "Stop" }).click();
    // A stop that fails says so where it was asked for.
    const body = JSON.stringify({ error: "The disk is full.", code: "INTERNAL" });
    const stops = "**/api/conversations/*/cancel";
    await page.route(stops, (route) => route.fulfill({ status: 500, contentType: "application/json", body }));
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Stop" }).click();
    await dialog.getByRole("alert").getByText("The disk is full.").waitFor();
    await page.unroute(stops);
    await dialog.getByRole("button", { name: "Stop" }).click();
    await pane.getByText("Nothing now.").waitFor();
    await waitFor(async () => (await conversation(conversationId)).status === "cancelled");
    await page.keyboard.press("Escape");
    await pane.waitFor({ state: "detached" });
  });

  test("a budget that asks raises a hand and notifies whoever wants it, and the answer lowers it", async () => {
    await stage.context.grantPermissions(["notifications"]);
    await page.getByRole("button", { name: "Notify me" }).click();
    await page.getByText("You are notified while this page is out of sight.").waitFor();
    await page.evaluate(KEEP_NOTICES);
    // The second run is the one over the budget. What it spends again after the approval fits into the raised one.
    await send("@buyer Buy salt\n#demo spend 900 0.6\n#demo say bought salt");
    await send("@buyer Buy flour\n#demo spend 900 0.6\n#demo say bought flour");
    await page.getByRole("button", { name: /^Buyer, Dev: waiting/ }).waitFor({ state: "attached" });
    await page.getByRole("heading", { level: 1, name: /1 thing needs you/ }).waitFor();
    await page.getByText("of $20.00 today").waitFor();
    expect(await page.evaluate("window.notices")).toEqual([
      expect.stringMatching(/^Buyer has reached a budget and waits: ./),
    ]);
    await page.evaluate("delete document.hidden");
    await page.keyboard.press("n");
    const panel = page.getByRole("dialog", { name: "Needs you" });
    await panel.getByRole("button", { name: "Approve" }).click();
    await confirmInOffice(stage.stage, page);
    await panel.getByText("Nothing holds work up.").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("heading", { level: 1, name: /Nothing needs you/ }).waitFor();
    await page.getByRole("button", { name: /^Buyer, Dev: idle/ }).waitFor({ state: "attached" });
  });

  test("the palette finds the words of a message, and then shows it first", async () => {
    // A page that has just come has no palette yet: it loads one, and keeps what is typed meanwhile.
    await page.reload();
    await page.getByRole("heading", { level: 1, name: /Nothing needs you/ }).waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("salt");
    const found = page.getByRole("option", { name: /Buy salt.*Message/ });
    await found.click();
    await page.getByRole("heading", { level: 1, name: "Chat" }).waitFor();
    await page.keyboard.press("Control+k");
    await page
      .getByRole("option", { name: /Buy salt/ })
      .first()
      .waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("option", { name: "Home", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: /Nothing needs you/ }).waitFor();
  });

  test("on a phone, rooms are jumped to, and an agent opens as a sheet", async () => {
    const phone = await stage.office.newContext(PHONE);
    await shareSession(stage.context, phone);
    const held = await stage.office.open(phone, "/");
    await held.getByRole("group", { name: "Go to room" }).getByRole("button", { name: "Crew" }).click();
    await held.getByRole("button", { name: /^Crew c20,/ }).click();
    await held.getByRole("dialog", { name: "Agent Crew c20" }).waitFor();
    // One scrollbar: that of the page's own region, and only downwards.
    const overflow = await held.evaluate(`(() => {
      const region = document.querySelector("h1").closest(".overflow-auto");
      const { scrollHeight, clientHeight } = document.documentElement;
      return { page: scrollHeight - clientHeight, region: region.scrollWidth - region.clientWidth };
    })()`);
    expect(overflow).toEqual({ page: 0, region: 0 });
    expect(await seriousFindings(held)).toEqual([]);
    await phone.close();
  });

  test("equal failures are one card, which retries them all and opens them in Queue", async () => {
    for (let i = 0; i < 4; i += 1) await send("@writer Fail alike\n#demo fail invalid");
    const region = page.getByRole("region", { name: "Needs you" });
    const card = region.getByRole("listitem").filter({ hasText: "4 messages failed" });
    await card.waitFor();
    expect(await region.getByText("Fail alike").count()).toBe(0);
    await card.getByRole("button", { name: "Retry all 4" }).waitFor();
    const queue = card.getByRole("link", { name: "Open in Queue" });
    expect(await queue.getAttribute("href")).toBe("/queue?agent=writer");
    await stage.daemon.client.call("purgeDead", { body: { agent: "writer" } });
    await card.waitFor({ state: "detached" });
  });

  test("a deletion is kept when the page is closed at once, and undo brings the row back", async () => {
    await send("@tester Fail for good\n#demo fail invalid");
    const region = page.getByRole("region", { name: "Needs you" });
    await region.getByText("Fail for good").waitFor();
    const back = page.getByRole("region", { name: "Came back today" }).getByRole("listitem");
    const arrived = back.filter({ hasText: "Fail for good" });
    await arrived.getByText("Failed", { exact: true }).waitFor({ state: "attached" });
    // It came under the reader's eyes.
    expect(await arrived.getAttribute("class")).toContain("anim-glow");
    await region.getByRole("button", { name: "Delete" }).click();
    await region.getByText("Fail for good").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Undo" }).last().click();
    await region.getByText("Fail for good").waitFor();
    expect(await stage.daemon.client.call("queueDead", { query: {} })).toHaveLength(1);
    await region.getByRole("button", { name: "Delete" }).press("Enter");
    await region.getByText("Fail for good").waitFor({ state: "detached" });
    // The list itself has the focus, since no card is left.
    expect(await page.evaluate("document.activeElement.id")).toBe("needs");
    await page.close({ runBeforeUnload: true });
    await waitFor(async () => (await stage.daemon.client.call("queueDead", { query: {} })).length === 0, {
      timeoutMs: 30_000,
      what: "the deletion",
    });
  });

  test("no page breaks its own content policy", () => {
    expect(stage.office.problems).toEqual([]);
  });
});

/** Waits until the scene says how soon it will look different. */
async function pace(wanted: "still" | "calm"): Promise<void> {
  await page.locator(`canvas[data-pace="${wanted}"]`).waitFor({ state: "attached" });
}

async function focused(name: RegExp): Promise<void> {
  await page.locator("button:focus").and(page.getByRole("button", { name })).waitFor();
}

/** How many frames the page asks for in a while: a slow machine can only make them fewer. */
function framesDuring(ms: number): Promise<number> {
  return page.evaluate(`(async () => {
    const before = window.frameCount;
    await new Promise((resolve) => setTimeout(resolve, ${ms}));
    return window.frameCount - before;
  })()`);
}

function send(message: string): Promise<{ conversationId: string }> {
  return stage.daemon.client.call("sendMessage", { body: { message } });
}

function conversation(id: string) {
  return stage.daemon.client.call("getConversation", { params: { id } });
}
