/**
 * The queue as a person uses it, in a real browser against a real daemon with demo agents.
 *
 * @requirement OFFICE-4
 */
import { needs } from "@tinyagi/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DESKTOP, PHONE, seriousFindings } from "./support/office-browser.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const SETTINGS = {
  agents: {
    coder: { name: "Coder", provider: "demo", model: "" },
    writer: { name: "Writer", provider: "demo", model: "" },
    poet: { name: "Poet", provider: "demo", model: "" },
  },
  execution: { maxAttempts: 1 },
};

/** An answer of a daemon that cannot do what it is asked for. */
const BROKEN = {
  status: 500,
  contentType: "application/json",
  body: JSON.stringify({ error: "The disk is full. Free some space.", code: "INTERNAL" }),
};
const REASON = /The demo failed, as requested/;

let stage: OfficeStage;
let page: Page;

describe("the queue", needs("chromium"), () => {
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS, path: "/queue" });
    ({ page } = stage);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test("an empty queue says what comes here", async () => {
    await page.getByRole("heading", { name: "Nothing waits" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("a lane shows what runs and what waits, live, and a message says why it waits", async () => {
    await send("writer", "Write for ever #demo hang");
    await send("writer", "<b onclick=alert(1)>Then this</b>");
    const lanes = page.getByRole("region", { name: "Lanes", exact: true });
    await lanes.getByRole("button", { name: /Write for ever/ }).waitFor();
    const second = lanes.getByRole("button", { name: /<b onclick/ });
    await second.click();
    const inspector = page.getByRole("complementary", { name: "Message" });
    await inspector
      .getByText(/waits behind message \d+/)
      .first()
      .waitFor();
    await inspector.getByText("In a terminal").click();
    await inspector.getByText(/tinyagi queue kill \d+/).waitFor();
    expect(await page.locator("main [onclick]").count()).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);

    await inspector.getByRole("button", { name: "Cancel the message" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel the message" }).click();
    await second.waitFor({ state: "detached" });
    await inspector
      .getByText(/It was cancelled/)
      .first()
      .waitFor();
    await inspector.getByRole("button", { name: "Close" }).click();
  });

  test("dead letters are retried after a preview that says what will fail again, and deleted with an undo", async () => {
    await send("coder", "Needs a model #demo fail not_found");
    await send("coder", "Stumbles once #demo fail permanent");
    const letters = page.getByRole("region", { name: "Dead letters" });
    await row(letters, "Stumbles once").waitFor();
    await row(letters, "Needs a model").waitFor();
    await letters.getByRole("button", { name: "Select all" }).click();
    const bulk = page.getByRole("group", { name: "Selected dead letters" });
    await bulk.getByText("Retry 2 for Coder, oldest first.").waitFor();
    await bulk.getByText(/1 would fail again\. \S/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await bulk.getByRole("button", { name: "Leave it out" }).click();
    await bulk.getByRole("button", { name: "Retry 1" }).click();
    // It fails once more, and its row says so.
    await row(letters, "Stumbles once").getByRole("gridcell", { name: "2", exact: true }).waitFor();

    await bulk.waitFor({ state: "detached" });
    await letters.getByRole("checkbox", { name: /Needs a model/ }).check();
    await bulk.getByRole("button", { name: "Delete" }).click();
    await row(letters, "Needs a model").waitFor({ state: "detached" });
    await page.getByRole("status").getByRole("button", { name: "Undo" }).last().click();
    await row(letters, "Needs a model").waitFor();
    expect(await stage.daemon.client.call("queueDead", { query: {} })).toHaveLength(2);
    // A row says in full why it failed, and has its own way back.
    await row(letters, "Stumbles once").getByText(REASON).waitFor();
    await row(letters, "Stumbles once").getByRole("button", { name: "Retry" }).click();
    await row(letters, "Stumbles once").getByRole("gridcell", { name: "3", exact: true }).waitFor();
    await page.route("**/api/queue/dead/retry", (route) => route.fulfill(BROKEN));
    await row(letters, "Stumbles once").getByRole("button", { name: "Retry" }).click();
    await letters
      .getByRole("alert")
      .getByText(/Stumbles once.*The disk is full/)
      .waitFor();
    await page.unroute("**/api/queue/dead/retry");
  });

  test("what cannot be read says so in its place, and the rest stays on the page", async () => {
    const context = await stage.office.newContext();
    // Requests of a service worker pass by the test.
    await context.addInitScript("delete Navigator.prototype.serviceWorker");
    await context.route("**/api/queue/lanes*", (route) => route.fulfill(BROKEN));
    const other = await stage.office.logIn(context, "/queue");
    await row(other.getByRole("region", { name: "Dead letters" }), "Stumbles once").waitFor();
    const broken = other.getByRole("alert").filter({ hasText: "The lanes cannot be read. The disk is full" });
    await broken.waitFor();
    await context.unroute("**/api/queue/lanes*");
    await broken.getByRole("button", { name: "Try again" }).click();
    await other.getByRole("button", { name: /Write for ever/ }).waitFor();
    await broken.waitFor({ state: "detached" });
    await context.close();
  });

  test("by keyboard alone a dead letter is opened, its reason read, and it is marked", async () => {
    await page.keyboard.press("j");
    const pane = page.getByRole("complementary", { name: "Message" });
    await pane
      .getByText(/It failed permanently/)
      .first()
      .waitFor();
    await page.keyboard.press("x");
    const bulk = page.getByRole("group", { name: "Selected dead letters" });
    await bulk.getByText(/Retry 1 for Coder/).waitFor();
    await page.keyboard.press("x");
    await bulk.waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await pane.waitFor({ state: "detached" });
  });

  test("more dead letters than were read are counted, filtered by agent and deleted together, after one question", async () => {
    const more = 205;
    for (let i = 0; i < more; i += 1) await send("poet", `Lost ${i} #demo fail permanent`);
    const letters = page.getByRole("region", { name: "Dead letters" });
    await page.getByText(new RegExp(`, ${more + 2} dead letters`)).waitFor();
    await letters.getByLabel("Agent").selectOption({ label: "Poet" });
    await row(letters, `Lost ${more - 1} `).waitFor();
    await page.keyboard.press("End");
    await row(letters, "Lost 5 ").waitFor();
    // However many there are, what runs stays in view below them.
    const running = page.getByRole("button", { name: /Write for ever/ });
    expect((await running.boundingBox())?.y).toBeLessThan(DESKTOP.height);
    await letters.getByRole("button", { name: "Select all" }).click();
    const bulk = page.getByRole("group", { name: "Selected dead letters" });
    await bulk.getByText(`Retry ${more} for Poet, oldest first.`).waitFor();
    await bulk.getByText("In a terminal").click();
    await bulk.getByText("tinyagi queue retry --agent poet --dry-run").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await bulk.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("dialog").getByText(`${more} dead letters cannot be brought back`).waitFor();
    await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
    await page.getByText(/, 2 dead letters/).waitFor();
    expect(await stage.daemon.client.call("queueDead", { query: {} })).toHaveLength(2);
    await letters.getByLabel("Agent").selectOption({ label: "All agents" });
    await row(letters, "Needs a model").waitFor();
  });

  test("on a phone it is one column, and a dead letter opens as a sheet", async () => {
    const phone = await stage.office.newContext(PHONE);
    const small = await stage.office.logIn(phone, "/queue");
    await small.getByRole("row", { name: /Needs a model/ }).click();
    await small
      .getByRole("dialog", { name: "Message" })
      .getByText(/It failed permanently/)
      .first()
      .waitFor();
    expect(await seriousFindings(small)).toEqual([]);
    await phone.close();
  });

  test("the page has no error and breaks no policy", () => {
    expect(stage.office.problems).toEqual([]);
  });
});

function row(within: Locator, text: string): Locator {
  return within.getByRole("row", { name: new RegExp(text) });
}

async function send(agent: string, message: string): Promise<void> {
  await stage.daemon.client.call("sendMessage", { body: { agent, message } });
}
