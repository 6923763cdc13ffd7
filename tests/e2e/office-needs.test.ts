/**
 * What needs a person, in TinyOffice with real requests: the count is that of the cards, the panel opens over every page,
 * and a decision can be taken back while the daemon holds it, which needs no page.
 *
 * @requirement OFFICE-2
 */
import { needs, waitFor } from "@tinyagi/testkit";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shareSession } from "./support/browser-session.js";
import {
  hasFocus,
  type OfficeBrowser,
  openOfficeBrowser,
  PHONE,
  seriousFindings,
} from "./support/office-browser.js";
import { type OfficeTeam, openOfficeTeam, QUESTION } from "./support/office-team.js";

const TIMEOUT_MS = 120_000;
/** Two questions, a request for permission, a failure, and four equal failures. */
const CARDS = 5;
const ASKED = 3;

let team: OfficeTeam;
let office: OfficeBrowser;
let context: BrowserContext;
let page: Page;

const send = async (message: string): Promise<string> =>
  (await team.daemon().client.call("sendMessage", { body: { message, channel: "web", sender: "You" } }))
    .conversationId;
const goTo = (path: string, at = page): Promise<unknown> =>
  at.goto(`http://127.0.0.1:${team.daemon().port}${path}`);
const panel = (at = page): Locator => at.getByRole("dialog", { name: "Needs you", exact: true });
const cards = (at: Locator): Locator => at.locator("[data-need]");
const region = (at = page): Locator => at.getByRole("region", { name: "Needs you" });
const openApprovals = async () =>
  (await team.daemon().client.call("listApprovals", { query: { status: "open" } })).approvals;

describe("what needs you", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
  beforeAll(async () => {
    team = await openOfficeTeam();
    // A lane is done in order: what waits for a person comes last.
    for (let i = 0; i < 4; i += 1) await send(`@lead TASK-bad ${i}`);
    await send("@coder TASK-bad once");
    for (const agent of ["lead", "coder"]) await send(`@${agent} find out which colour`);
    await send("@careful put into a.txt");
    await waitFor(
      async () =>
        (await openApprovals()).length === ASKED &&
        (await team.daemon().client.call("queueDead", { query: {} })).length === 5,
      { timeoutMs: 90_000, what: "the requests and failures" },
    );
    office = await openOfficeBrowser(team.stage);
    context = await office.newContext();
    page = await office.logIn(context, "/");
  }, TIMEOUT_MS);
  afterAll(async () => {
    await office?.[Symbol.asyncDispose]();
    await team?.[Symbol.asyncDispose]();
  });

  test("every place counts the cards, and Home shows three of them above the fold", async () => {
    await page.getByRole("heading", { level: 1, name: `${CARDS} things need you.` }).waitFor();
    expect(await page.title()).toMatch(new RegExp(`^\\(${CARDS}\\) `));
    expect(await cards(region()).count()).toBe(3);
    for (const card of await cards(region()).all()) {
      const box = await card.boundingBox();
      expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(560);
    }
    const badge = page.getByRole("button", { name: /^Needs you/ });
    await badge.getByText(String(CARDS), { exact: true }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("option", { name: `Needs you ${CARDS}` }).click();
    await panel()
      .getByRole("heading", { name: `${CARDS} things hold work up.` })
      .waitFor();
    expect(await cards(panel()).count()).toBe(CARDS);
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await panel().waitFor({ state: "detached" });
    await region()
      .getByRole("button", { name: `${CARDS - 3} more` })
      .click();
    await expect.poll(() => hasFocus(cards(panel()).nth(3))).toBe(true);
    await page.keyboard.press("Escape");
  });

  test("by keys, over any page: J and K move, a number answers, and U takes it back before it takes effect", async () => {
    await goTo("/queue");
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page
      .getByRole("button", { name: /^Needs you/ })
      .getByText(String(CARDS))
      .waitFor();
    await page.keyboard.press("n");
    await expect.poll(() => hasFocus(cards(panel()).first())).toBe(true);
    await page.keyboard.press("j");
    await expect.poll(() => hasFocus(cards(panel()).nth(1))).toBe(true);
    await page.keyboard.press("k");
    await expect.poll(() => hasFocus(cards(panel()).first())).toBe(true);
    const question = cards(panel()).filter({ hasText: QUESTION });
    await question.first().focus();
    await page.keyboard.press("2");
    await panel()
      .getByRole("heading", { name: `${CARDS - 1} things hold work up.` })
      .waitFor();
    await panel()
      .getByText(/Answer to (Lead|Coder)\. Takes effect in 8 seconds/)
      .waitFor();
    expect(await question.count()).toBe(1);
    await page.keyboard.press("u");
    await panel()
      .getByRole("heading", { name: `${CARDS} things hold work up.` })
      .waitFor();
    expect(await openApprovals()).toHaveLength(ASKED);
    await page.keyboard.press("Escape");
    await panel().waitFor({ state: "detached" });
  });

  test("a decision survives another page, is shown in other tabs, and takes effect after its tab is closed", async () => {
    await goTo("/");
    const tab = await office.open(context, "/runs");
    await tab.getByRole("button", { name: /^Needs you/ }).click();
    const ask = cards(panel(tab)).filter({ hasText: "a.txt" });
    await ask.getByText("exact content").waitFor();
    await ask.getByRole("button", { name: "Deny" }).click();
    await ask.waitFor({ state: "detached" });
    await tab.keyboard.press("Escape");
    await tab.keyboard.press("g");
    await tab.keyboard.press("q");
    await tab.getByRole("heading", { level: 1, name: "Queue" }).waitFor();
    await tab.getByText("Denied to Careful. Takes effect in 8 seconds").waitFor();
    expect((await openApprovals()).filter(({ held }) => held?.status === "denied")).toHaveLength(1);
    // As when the browser is killed: the page gets no time to send anything.
    await tab.close();
    await page.getByRole("heading", { level: 1, name: `${CARDS - 1} things need you.` }).waitFor();
    await page.keyboard.press("n");
    const decided = panel().getByRole("region", { name: "Decided just now" });
    await decided.getByText(/You denied it\. Takes effect in \d s/).waitFor();
    await decided.waitFor({ state: "detached", timeout: 30_000 });
    expect(await openApprovals()).toHaveLength(ASKED - 1);
    await page.keyboard.press("Escape");
    await panel().waitFor({ state: "detached" });
  });

  test("a card is hidden until later in this browser only, by key and by menu, and comes back", async () => {
    await goTo("/");
    const heading = (count: number) =>
      page.getByRole("heading", { level: 1, name: `${count} things need you.` });
    await heading(CARDS - 1).waitFor();
    await page.keyboard.press("n");
    await expect.poll(() => hasFocus(cards(panel()).first())).toBe(true);
    await page.keyboard.press("s");
    await heading(CARDS - 2).waitFor({ state: "attached" });
    await panel().getByText("Other devices and the terminal still show it").waitFor();
    await panel().getByRole("button", { name: "Show now" }).click();
    await heading(CARDS - 1).waitFor({ state: "attached" });
    await cards(panel()).last().getByRole("button", { name: "Remind me later" }).press("Enter");
    await page.getByRole("menuitem", { name: /^Tomorrow/ }).click();
    await heading(CARDS - 2).waitFor({ state: "attached" });
    await page.reload();
    await heading(CARDS - 2).waitFor();
    expect(await openApprovals()).toHaveLength(ASKED - 1);
    await page.keyboard.press("n");
    await panel().getByRole("button", { name: "Show now" }).click();
    await panel()
      .getByRole("heading", { name: `${CARDS - 1} things hold work up.` })
      .waitFor();
    await page.keyboard.press("Escape");
  });

  test("on a phone, the strip above the bar opens the panel as a sheet", async () => {
    const phone = await office.newContext(PHONE);
    await shareSession(context, phone);
    const held = await office.open(phone, "/tasks");
    const strip = held.getByRole("button", { name: /need you/ });
    await strip.getByText(String(CARDS - 1), { exact: true }).waitFor();
    await strip.click();
    await cards(panel(held))
      .nth(CARDS - 2)
      .waitFor();
    expect(await seriousFindings(held)).toEqual([]);
    const question = cards(panel(held)).filter({ hasText: QUESTION }).first();
    await question.getByRole("button", { name: "Red" }).click();
    await panel(held).getByRole("button", { name: "Undo" }).click();
    await question.getByRole("button", { name: "Red" }).waitFor();
    expect(await openApprovals()).toHaveLength(ASKED - 1);
    await phone.close();
  });

  test("a decision that is held takes effect after kill -9 of the daemon", async () => {
    const [asked] = await openApprovals();
    const params = { id: asked?.id ?? "" };
    const body = { digest: asked?.digest ?? "", text: "Red", holdMs: 5_000 };
    await team.daemon().client.call("answerApproval", { params, body });
    await team.replaceDaemon(async () => undefined);
    const isAnswered = async (): Promise<boolean> =>
      (await team.daemon().client.call("getApproval", { params })).status === "answered";
    await waitFor(isAnswered, { timeoutMs: 60_000, what: "the decision" });
  });

  test("no page breaks its own content policy", () => {
    expect(office.problems).toEqual([]);
  });
});
