/**
 * Whatever a person typed in TinyOffice and did not send is there again: after another page, Escape, a reload and a restart
 * of the daemon, until it is sent or discarded.
 *
 * @requirement OFFICE-1
 */
import { needs } from "@tinyagi/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const SETTINGS = { agents: { writer: { name: "Writer", provider: "demo", model: "" } } };
const TYPED = "What nobody has sent yet";

/** Where it is typed, and what opens the field. */
const FIELDS: readonly (readonly [string, string, (page: Page) => Locator])[] = [
  ["the instructions of an agent", "/agents?agent=writer&tab=prompt", (page) => page.getByLabel("AGENTS.md")],
  ["a new task", "/tasks?new=1", (page) => page.getByLabel("Title")],
  ["a new schedule", "/schedules?new=1", (page) => page.getByRole("dialog").getByLabel("Message")],
  ["a new agent", "/agents?new=1", (page) => page.getByRole("dialog").getByLabel("What it does")],
  ["a new team", "/teams?new=1", (page) => page.getByRole("dialog").getByLabel("Name")],
  ["a new message", "/chat?new=1", (page) => page.getByLabel("Message", { exact: true })],
];

describe("what is typed", needs("chromium"), () => {
  let stage: OfficeStage;
  let port: number;
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS });
    port = stage.daemon.port;
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  const open = (path: string) => stage.page.goto(`http://127.0.0.1:${port}${path}`);

  test.each(FIELDS)("in %s survives another page, Escape and a reload", async (_name, path, fieldOf) => {
    const { page } = stage;
    await open(path);
    const field = fieldOf(page);
    await field.fill(TYPED);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await open("/logs");
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await open(path);
    expect(await field.inputValue()).toBe(TYPED);
    await page.reload();
    expect(await field.inputValue()).toBe(TYPED);
  });

  test("survives a restart of the daemon, and goes when it is discarded or sent", async () => {
    const { page } = stage;
    await stage.daemon.stop();
    await stage.stage.start({ TINYAGI_API_PORT: String(port) });
    for (const [, path, fieldOf] of FIELDS) {
      await open(path);
      expect(await fieldOf(page).inputValue()).toBe(TYPED);
    }
    await open("/teams?new=1");
    await page.getByRole("dialog").getByRole("button", { name: "Discard" }).click();
    expect(await page.getByRole("dialog").getByLabel("Name").inputValue()).toBe("");
    await open("/tasks?new=1");
    await page.getByRole("button", { name: "Add task" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await open("/tasks?new=1");
    expect(await page.getByLabel("Title").inputValue()).toBe("");
  });
});
