/**
 * Menus, tabs, hover cards and notices as the keyboard, the pointer and a screen reader meet them, in a real browser.
 * Guarantees: none of them breaks the page's policy, which allows no style element.
 *
 * @requirement OFFICE-23
 */
import { needs } from "@tinyagi/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasFocus, seriousFindings, tabTo } from "./support/office-browser.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const SETTINGS = {
  agents: {
    lead: { name: "Lead", provider: "demo", model: "" },
    coder: { name: "Coder", provider: "demo", model: "" },
  },
  teams: { dev: { name: "Dev", agents: ["lead", "coder"], leader_agent: "lead" } },
};

let stage: OfficeStage;
let page: Page;

describe("the controls of the office", needs("chromium"), () => {
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS, path: "/rooms?room=dev" });
    ({ page } = stage);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test("a menu takes arrows, Home, End and letters, and gives the focus back on Escape", async () => {
    const opener = page.getByRole("button", { name: "Copy", exact: true });
    await opener.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menu", { name: "Copy" }).waitFor();
    await expectFocus("Copy link");
    await page.keyboard.press("ArrowDown");
    await expectFocus("Copy command");
    await page.keyboard.press("Home");
    await expectFocus("Copy link");
    await page.keyboard.press("End");
    await expectFocus("Copy command");
    await page.keyboard.type("copy l");
    await expectFocus("Copy link");
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    expect(await hasFocus(opener)).toBe(true);
  });

  test("a menu closes when a person presses beside it", async () => {
    await page.getByRole("button", { name: "Copy", exact: true }).click();
    await page.getByRole("menu").waitFor();
    await page.getByRole("heading", { name: "#dev" }).click();
    await page.getByRole("menu").waitFor({ state: "detached" });
  });

  test("a card shows who has the focus, and Escape hides it", async () => {
    const coder = page
      .getByRole("complementary", { name: "In the room" })
      .getByRole("link", { name: /Coder/ });
    await tabTo(page, coder);
    await page
      .getByRole("tooltip")
      .getByText(/@coder/)
      .waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("tooltip").waitFor({ state: "detached" });
    expect(await hasFocus(coder)).toBe(true);
  });

  test("a tab names its panel, and Home and End go to the first and the last tab", async () => {
    await page.goto(new URL("/settings", page.url()).href);
    await page.getByRole("tab", { name: "Raw file" }).click();
    await page.getByRole("tabpanel", { name: "Raw file" }).waitFor();
    await page.keyboard.press("End");
    await page.getByRole("tabpanel", { name: "Look" }).waitFor();
    await page.keyboard.press("Home");
    await page.getByRole("tabpanel", { name: "Form" }).waitFor();
    expect(await hasFocus(page.getByRole("tab", { name: "Form" }))).toBe(true);
  });

  test("notices stack, stay while the pointer rests on them, and each has its own Undo", async () => {
    await startDeleting("first", "second");
    const notices = page.getByRole("status").getByText(/is deleted with its history/);
    await expect.poll(() => notices.count()).toBe(2);
    await notices.first().hover();
    await page.locator("[data-pace=paused]").first().waitFor();
    await page.getByRole("status").getByRole("button", { name: "Undo" }).first().click();
    await page.getByRole("row", { name: /first/ }).waitFor();
    await page.getByRole("heading", { name: "Schedules" }).first().hover();
    await notices.waitFor({ state: "detached" });
    await expect.poll(labels).toEqual(["first"]);
  });

  test("one key leads to a notice, which is inside the window that is open", async () => {
    await startDeleting("third");
    await page.keyboard.press("F8");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    const undo = page.getByRole("status").getByRole("button", { name: "Undo" });
    expect(await hasFocus(undo)).toBe(true);
    await page.locator("[data-pace=paused]").waitFor();
    await page.keyboard.press("?");
    await page.getByRole("dialog").getByRole("status").getByRole("button", { name: "Undo" }).click();
    await undo.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await page.getByRole("row", { name: /third/ }).waitFor();
    expect(await labels()).toEqual(["first", "third"]);
  });

  test("what notices announced happens when the page is left", async () => {
    for (const [one, two] of [
      ["fourth", "fifth"],
      ["sixth", "seventh"],
      ["eighth", "ninth"],
    ] as const) {
      await startDeleting(one, two);
      await page.goto(new URL("/settings", page.url()).href);
      await expect.poll(labels).toEqual(["first", "third"]);
    }
  });

  test("no part of them breaks the page's policy", () => {
    expect(stage.office.problems).toEqual([]);
  });
});

async function labels(): Promise<string[]> {
  const schedules = await stage.daemon.client.call("listSchedules");
  return schedules.map(({ label }) => label).sort();
}

/** Creates schedules and deletes them on the page, as far as it can still be undone. */
async function startDeleting(...names: readonly string[]): Promise<void> {
  const body = { agentId: "lead", message: "Sum up", cron: "0 6 1 1 *" };
  for (const label of names) await stage.daemon.client.call("createSchedule", { body: { ...body, label } });
  await page.goto(new URL("/schedules", page.url()).href);
  for (const name of names) {
    await page.getByRole("row", { name: new RegExp(name) }).click();
    const inspector = page.getByRole("complementary", { name: "Schedule" });
    await inspector.getByText(name).first().waitFor();
    await inspector.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("row", { name: new RegExp(name) }).waitFor({ state: "detached" });
  }
}

async function expectFocus(item: string): Promise<void> {
  await expect.poll(() => hasFocus(page.getByRole("menuitem", { name: item, exact: true }))).toBe(true);
}
