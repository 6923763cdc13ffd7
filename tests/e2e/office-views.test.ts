/**
 * Saved views of the lists of TinyOffice, by one mechanism for runs, tasks and logs; and runs in an order of their reader.
 *
 * @requirement OFFICE-6
 */
import { needs, waitFor } from "@tinyagi/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PHONE, seriousFindings, undoOf } from "./support/office-browser.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const SETTINGS = {
  default_agent: "writer",
  agents: {
    writer: { name: "Writer", provider: "demo", model: "" },
    coder: { name: "Coder", provider: "demo", model: "" },
  },
};
const TIMEOUT_MS = 120_000;

/** A list, what narrows it in the address, and the name that is offered for the view. */
const LISTS = [
  ["runs", "Which runs", "status=failed&span=week", "Failed · Last 7 days"],
  ["tasks", "Which tasks", "q=rent&assignee=writer", "“rent” · Writer"],
  ["logs", "Which entries", "q=backup&level=warn&span=day", "“backup” · Warnings · Last 24 hours"],
] as const;

let stage: OfficeStage;
let page: Page;
const goTo = (path: string) => page.goto(new URL(path, page.url()).href);
const views = (): Locator => page.getByRole("navigation", { name: "Saved views" });
const act = async (view: string, name: string): Promise<void> => {
  await views()
    .getByRole("button", { name: `More for the view ${view}` })
    .click();
  await page.getByRole("menuitem", { name }).click();
};

describe("lists of TinyOffice", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS, path: "/runs" });
    page = stage.page;
    const send = (message: string) =>
      stage.daemon.client.call("sendMessage", {
        body: { agent: "writer", message, channel: "web", sender: "You" },
      });
    await send("cheap\n#demo spend 10 0.01\n#demo say done");
    await send("dear\n#demo spend 10 0.9\n#demo say done");
    await send("middling\n#demo spend 10 0.2\n#demo say done");
    await waitFor(
      async () =>
        (await stage.daemon.client.call("listRuns", { query: { status: "completed" } })).length === 3,
      { timeoutMs: 60_000, what: "three runs" },
    );
  }, TIMEOUT_MS);
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test.each(LISTS)(
    "a view of %s is saved with a name, comes back with one press, and is renamed and deleted",
    async (list, label, query, offered) => {
      await goTo(`/${list}?${query}`);
      await page.getByRole("search", { name: label }).getByRole("button", { name: "Save view" }).click();
      const dialog = page.getByRole("dialog");
      expect(await dialog.getByLabel("Name").inputValue()).toBe(offered);
      await dialog.getByLabel("Name").fill(`My ${list}`);
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });

      await goTo(`/${list}`);
      const view = views().getByRole("link", { name: `My ${list}` });
      await view.click();
      await view.and(page.locator("[aria-current]")).waitFor();
      const shown = new URLSearchParams(new URL(page.url()).search);
      for (const [part, value] of new URLSearchParams(query)) expect(shown.get(part)).toBe(value);
      expect(await seriousFindings(page)).toEqual([]);

      await act(`My ${list}`, "Rename");
      await page.getByRole("dialog").getByLabel("Name").fill(`Our ${list}`);
      await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
      await act(`Our ${list}`, "Delete view");
      await views()
        .getByRole("link", { name: `Our ${list}` })
        .waitFor({ state: "detached" });
      await undoOf(page, `View “Our ${list}” deleted`).click();
      await views()
        .getByRole("link", { name: `Our ${list}` })
        .waitFor();
    },
  );

  test("a page opens with the view that was chosen for it, and a link to another one wins", async () => {
    await goTo("/runs?status=failed&span=week");
    await act("Our runs", "Open this page with it");
    await goTo("/runs");
    await page.waitForURL(/status=failed/);
    await page.getByRole("radio", { name: "Failed", checked: true }).waitFor({ state: "attached" });
    await goTo("/runs?agent=coder");
    await page.getByRole("heading", { name: "No run matches" }).waitFor();
    expect(new URL(page.url()).search).toBe("?agent=coder");
    await goTo("/runs?status=failed&span=week");
    await act("Our runs", "Open this page without it");
    await goTo("/runs");
    await page.getByRole("row").filter({ hasText: "cheap" }).waitFor();
  });

  test("a view shows its page as it was saved, whatever way this browser looked at it last", async () => {
    const way = (name: string): Locator => page.getByRole("radio", { name, exact: true });
    await goTo("/tasks?q=rent&assignee=writer&view=board");
    await act("Our tasks", "Open this page with it");
    await page
      .locator("label")
      .filter({ has: way("Table") })
      .click();
    await page.waitForURL(/view=table/);
    await goTo("/tasks");
    await page.waitForURL(/q=rent/);
    await way("Board").and(page.locator(":checked")).waitFor({ state: "attached" });
    await views().getByRole("link", { name: "Our tasks" }).and(page.locator("[aria-current]")).waitFor();
    await act("Our tasks", "Open this page without it");
  });

  test("the palette opens a view by its name", async () => {
    await goTo("/spend");
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("Our logs");
    await page
      .getByRole("option", { name: /Our logs/ })
      .first()
      .waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/logs\?.*q=backup/);
  });

  test("runs are sorted by a head, by press and by key, and the address and the head say how", async () => {
    await goTo("/runs");
    const titles = async (): Promise<string[]> => {
      const texts = await page.getByRole("row").allTextContents();
      return texts.flatMap((text) => ["cheap", "dear", "middling"].filter((title) => text.includes(title)));
    };
    const head = page.getByRole("columnheader", { name: "∑ Cost" });
    await page.getByRole("row").filter({ hasText: "dear" }).waitFor();
    expect(await head.getAttribute("aria-sort")).toBe("none");
    await head.getByRole("button").click();
    await waitFor(async () => (await titles()).join() === "dear,middling,cheap");
    expect(await head.getAttribute("aria-sort")).toBe("descending");
    await page.keyboard.press("Enter");
    await waitFor(async () => (await titles()).join() === "cheap,middling,dear");
    expect(await head.getAttribute("aria-sort")).toBe("ascending");
    expect(new URL(page.url()).search).toContain("sort=cost-up");
    expect(await seriousFindings(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    const choice = page.getByRole("combobox", { name: "Sort" });
    expect(await choice.inputValue()).toBe("cost-up");
    await choice.selectOption({ label: "Most expensive first" });
    await waitFor(async () => (await titles()).join() === "dear,middling,cheap");
  });

  test("no page reported an error", () => {
    expect(stage.office.problems).toEqual([]);
  });
});
