/**
 * Threads of Chat: what was said to an agent stays above what is said next, however many conversations it was.
 *
 * @requirement OFFICE-2
 */
import { needs, waitFor } from "@tinyagi/testkit";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shareSession } from "./support/browser-session.js";
import {
  hasFocus,
  type OfficeBrowser,
  openOfficeBrowser,
  PHONE,
  seriousFindings,
} from "./support/office-browser.js";
import { type OfficeTeam, openOfficeTeam } from "./support/office-team.js";

const TIMEOUT_MS = 120_000;
let team: OfficeTeam;
let office: OfficeBrowser;
let context: BrowserContext;
let page: Page;

const call = (message: string, metadata?: { thread: string }) =>
  team.daemon().client.call("sendMessage", {
    body: { message, channel: "web", sender: "You", ...(metadata === undefined ? {} : { metadata }) },
  });
const goTo = (path: string): Promise<unknown> => page.goto(`http://127.0.0.1:${team.daemon().port}${path}`);
const parts = () => page.getByRole("region", { name: /^Conversation: / });
/** In the thread: the list shows the newest words, too. */
const said = (at: Page, text: string) => at.getByRole("log").getByText(text, { exact: true });
const rows = () => page.getByRole("navigation", { name: "Conversations" }).locator('a[href*="id="]');

/** Writes one message after the other, and waits for each answer. */
async function talk(texts: readonly string[], metadata?: { thread: string }): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts) {
    const { conversationId } = await call(text, metadata);
    ids.push(conversationId);
    await waitFor(
      async () =>
        (await team.daemon().client.call("getConversation", { params: { id: conversationId } })).status ===
        "closed",
      { timeoutMs: 60_000, what: `the answer to ${text}` },
    );
  }
  return ids;
}

describe("a thread of TinyOffice", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
  beforeAll(async () => {
    team = await openOfficeTeam();
    office = await openOfficeBrowser(team.stage);
    context = await office.newContext();
    page = await office.logIn(context, "/");
  }, TIMEOUT_MS);
  afterAll(async () => {
    await office?.[Symbol.asyncDispose]();
    await team?.[Symbol.asyncDispose]();
  });

  test("goes on: what was said stays above, and the list keeps one row", async () => {
    const [first = ""] = await talk(["@lead say one"]);
    await goTo(`/chat?id=${first}`);
    await said(page, "Answer to: say one").waitFor();
    const field = page.getByLabel("Message Lead");
    await field.fill("say two");
    await field.press("Enter");
    await said(page, "Answer to: say two").waitFor();
    expect(await said(page, "Answer to: say one").isVisible()).toBe(true);
    expect(await parts().count()).toBe(2);
    await expect.poll(() => rows().count()).toBe(1);
    // A reload shows the same, and Back the conversation before.
    await page.reload();
    await said(page, "Answer to: say two").waitFor();
    await said(page, "Answer to: say one").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("a message is quoted, copied, linked and done again, by keyboard too", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const menu = page.getByRole("button", { name: "Message of Lead" }).first();
    await menu.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Quote" }).press("Enter");
    const field = page.getByLabel("Message Lead");
    await expect.poll(() => field.inputValue()).toBe("> Answer to: say one\n\n");
    await expect.poll(() => hasFocus(field)).toBe(true);
    await field.fill("");
    await menu.click();
    await page.getByRole("menuitem", { name: "Copy text" }).click();
    await expect.poll(() => page.evaluate("navigator.clipboard.readText()")).toBe("Answer to: say one");
    await menu.click();
    await page.getByRole("menuitem", { name: "Copy link" }).click();
    const isLink = async () => String(await page.evaluate("navigator.clipboard.readText()"));
    await expect.poll(isLink).toMatch(/\/chat\?id=conv_.+&at=run_/);
    await menu.click();
    await page.getByRole("menuitem", { name: "Edit and run again" }).click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("textbox").inputValue()).toBe("say one");
    await dialog.getByRole("textbox").fill("say one louder");
    await dialog.getByRole("button", { name: "Fork" }).click();
    await said(page, "Answer to: say one louder").waitFor();
    expect(page.url()).toContain("/chat?id=");
    expect(await said(page, "Answer to: say two").isVisible()).toBe(true);
  });

  test("a new thread is begun explicitly, and has a row of its own", async () => {
    await page.getByRole("link", { name: "New thread" }).click();
    // Not that of the thread before, which is in view until the new one is.
    const field = page.getByRole("textbox", { name: "Message", exact: true });
    await expect.poll(() => hasFocus(field)).toBe(true);
    await field.fill("say something new");
    await field.press("Enter");
    await said(page, "Answer to: say something new").waitFor();
    expect(await said(page, "Answer to: say one").count()).toBe(0);
    await expect.poll(() => rows().count()).toBe(2);
    // It goes on, too.
    await page.getByLabel("Message Lead").fill("say more of it");
    await page.getByLabel("Message Lead").press("Enter");
    await said(page, "Answer to: say more of it").waitFor();
    expect(await said(page, "Answer to: say something new").isVisible()).toBe(true);
    await expect.poll(() => rows().count()).toBe(2);
  });

  test("earlier messages are read as the reader comes to them, and a link to one shows those around it", async () => {
    const texts = Array.from({ length: 20 }, (_, index) => `@careful say number ${index + 1}.`);
    const ids = await talk(texts);
    await goTo(`/chat?id=${ids.at(-1)}`);
    await said(page, "Answer to: say number 20.").waitFor();
    await expect.poll(() => parts().count()).toBeGreaterThan(1);
    expect(await parts().count()).toBeLessThan(20);
    const isWhole = async (): Promise<boolean> => {
      await page.evaluate(`document.querySelector('[role="log"]').scrollTop = 0`);
      return (await parts().count()) === 20;
    };
    await waitFor(isWhole, { timeoutMs: 60_000, what: "the whole thread" });
    await goTo(`/chat?id=${ids[4]}`);
    await expect.poll(() => parts().count()).toBe(20);
  });

  test("on a phone a thread goes on the same, and a menu begins a new one", async () => {
    const [id = ""] = await talk(["@coder say hello"], { thread: "phone" });
    const own = await office.newContext(PHONE);
    await shareSession(context, own);
    const phone = await office.open(own, `/chat?id=${id}`);
    const field = phone.getByLabel("Message Coder");
    await field.fill("say goodbye");
    await phone.getByRole("button", { name: /^Send/ }).tap();
    await said(phone, "Answer to: say goodbye").waitFor();
    expect(await said(phone, "Answer to: say hello").isVisible()).toBe(true);
    await phone.getByRole("main").getByRole("button", { name: "More", exact: true }).tap();
    await phone.getByRole("menuitem", { name: "New thread" }).tap();
    await phone.getByRole("heading", { name: "New thread" }).waitFor();
    expect(await seriousFindings(phone)).toEqual([]);
    await own.close();
  });
});
