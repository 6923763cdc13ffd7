/**
 * The knowledge of the company as a person keeps it in TinyOffice: nothing that somebody else wrote is lost, and what a
 * search finds is shown.
 *
 * @requirement COMPANY-1
 */
import { needs } from "@tinyagi/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seriousFindings } from "./support/office-browser.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

/** More than a screen of notes. */
const NOTES = 40;
const LAST = `note-${NOTES - 1}`;

let opened: OfficeStage;
let page: Page;

const write = (path: string, text: string) =>
  opened.daemon.client.call("writeCompanyNote", {
    body: { path, content: `---\nname: Note ${path}\nsummary: A fact\n---\n\n${text}\n` },
  });
const read = async (path: string): Promise<string> =>
  (await opened.daemon.client.call("readCompanyNote", { query: { path } })).content;
const isSeen = (row: Locator): Promise<boolean> =>
  row.evaluate((one) => {
    const { top, bottom } = one.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });

describe("the knowledge of the company", needs("chromium"), () => {
  beforeAll(async () => {
    opened = await openOfficeStage({
      settings: { agents: { lead: { name: "Lead", provider: "demo", model: "" } } },
      path: "/knowledge",
    });
    page = opened.page;
  });
  afterAll(() => opened?.[Symbol.asyncDispose]());

  test("a note is added, and never over one that is there", async () => {
    await page.getByText("No notes yet").waitFor();
    for (const text of ["Net 30.", "Net 60."]) {
      await page.getByRole("button", { name: "Add a note" }).click();
      const form = page.getByRole("dialog", { name: "Add a note" });
      await form.getByLabel("Path").fill("terms");
      await form.getByLabel("Name").fill("Terms");
      await form.getByLabel(/^Summary/).fill("How we are paid");
      await form.getByLabel("Text").fill(text);
      await form.getByRole("button", { name: "Save" }).click();
      if (text === "Net 30.") await page.getByText(text).waitFor();
      else await form.getByText("A note with this path already exists.").waitFor();
    }
    expect(await read("terms")).toContain("Net 30.");
    // What is typed outlives the page.
    await page.reload();
    await page.getByRole("button", { name: "Add a note" }).click();
    const form = page.getByRole("dialog", { name: "Add a note" });
    expect(await form.getByLabel("Text").inputValue()).toBe("Net 60.");
    await form.getByRole("button", { name: "Discard" }).click();
    await form.getByRole("button", { name: "Cancel" }).click();
    await form.waitFor({ state: "detached" });
  });

  test("what somebody else wrote meanwhile is shown before it is replaced", async () => {
    await page.getByRole("button", { name: "Edit" }).click();
    const field = page.getByRole("textbox", { name: "The note" });
    await field.fill((await field.inputValue()).replace("Net 30.", "Net 14."));
    await write("terms", "Net 90, says the accountant.");
    await page.getByRole("button", { name: "Save" }).click();
    await page
      .getByText(/The note changed after you began/)
      .first()
      .waitFor();
    expect(await read("terms")).toContain("Net 90");
    await page
      .getByRole("region", { name: /The note changed/ })
      .getByText("says the accountant")
      .waitFor();
    expect(await field.inputValue()).toContain("Net 14.");
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole("button", { name: "Save" }).click();
    await field.waitFor({ state: "detached" });
    expect(await read("terms")).toContain("Net 14.");
  });

  test("what a search finds is shown, however long the list is", async () => {
    for (let i = 0; i < NOTES; i += 1)
      await write(`note-${i}`, i === NOTES - 1 ? "The bakery pays late." : "Nothing.");
    await opened.daemon.client.call("sendMessage", {
      body: { agent: "lead", message: "#demo say The bakery opens at 7.", channel: "web", sender: "You" },
    });
    await page.reload();
    await page.getByRole("searchbox").fill("bakery");
    await page.getByRole("button", { name: "Search" }).click();
    const results = page.getByRole("region", { name: "What agents would find" });
    await results.getByRole("button", { name: new RegExp(LAST) }).click();
    const row = page.getByRole("list", { name: "Notes" }).getByRole("button", { name: new RegExp(LAST) });
    await expect.poll(() => row.evaluate((one) => one === document.activeElement)).toBe(true);
    await page.getByRole("list", { name: "Notes" }).getByText("The bakery pays late.").waitFor();
    expect(await isSeen(row)).toBe(true);
  });

  test("an answer that is found opens its conversation", async () => {
    const [conversation] = await opened.daemon.client.call("listConversations", { query: { agent: "lead" } });
    await page.getByRole("link", { name: /@lead/ }).click();
    await page.waitForURL(new RegExp(`/chat/?\\?id=${conversation?.id}`));
    await page.getByText("The bakery opens at 7.").first().waitFor();
  });

  test("the page has no error and breaks no policy", () => {
    expect(opened.office.problems).toEqual([]);
  });
});
