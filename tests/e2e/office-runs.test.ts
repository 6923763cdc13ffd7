/**
 * The page Runs of TinyOffice: a run with sub-agents is followed live, seen in four ways over one selection, replayed, run
 * again, forked, compared, steered and cancelled.
 *
 * @requirement OFFICE-6
 */
import { readFileSync } from "node:fs";
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
  tabTo,
} from "./support/office-browser.js";
import { type OfficeTeam, openOfficeTeam } from "./support/office-team.js";

const TIMEOUT_MS = 180_000;
let team: OfficeTeam;
let office: OfficeBrowser;
let context: BrowserContext;
let page: Page;
/** A run whose plan has a part that fails. */
let failed = "";

const send = async (message: string): Promise<string> =>
  (await team.daemon().client.call("sendMessage", { body: { message, channel: "web", sender: "You" } }))
    .conversationId;
const goTo = (path: string): Promise<unknown> => page.goto(`http://127.0.0.1:${team.daemon().port}${path}`);
const view = (name: string) => page.getByRole("group", { name: "View" }).getByText(name).click();
const row = (name: string | RegExp) => page.getByRole("row").filter({ hasText: name });
const pane = () => page.getByRole("complementary", { name: "Selected part" });

const READS_OF_GRAPH = /\/api\/runs\/[^/]+\/(graph|replay)/;
/** An answer of a daemon that cannot do what it is asked for. */
const BROKEN = {
  status: 500,
  contentType: "application/json",
  body: JSON.stringify({ error: "The disk is full. Free some space.", code: "INTERNAL" }),
};

async function findRoot(conversation: string): Promise<string> {
  const run = await waitFor(
    async () =>
      (await team.daemon().client.call("listRuns", { query: { conversation, top: "true" } })).at(-1),
    { timeoutMs: 60_000, what: "a run of the conversation" },
  );
  return run.runId;
}

async function ended(conversation: string): Promise<void> {
  await waitFor(
    async () => {
      const params = { id: conversation };
      return (await team.daemon().client.call("getConversation", { params })).status !== "open";
    },
    { timeoutMs: 120_000, what: "the conversation to end" },
  );
}

describe("Runs in TinyOffice", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
  beforeAll(async () => {
    team = await openOfficeTeam();
    office = await openOfficeBrowser(team.stage);
    context = await office.newContext();
    page = await office.logIn(context, "/runs");
  }, TIMEOUT_MS);
  afterAll(async () => {
    await office?.[Symbol.asyncDispose]();
    await team?.[Symbol.asyncDispose]();
  });

  test("an empty list teaches the next step; a run shows in it while it works, and is found by key", async () => {
    await page.getByRole("heading", { name: "Nothing has run yet" }).waitFor();
    const conversation = await send("@lead wait for me at the door");
    await row("wait for me at the door").getByText("Running").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "wait for me at the door" }).waitFor();
    const run = await findRoot(conversation);
    expect(page.url()).toContain(run);
    // The only part needs no press: its prompt stands on the page.
    await page.getByRole("group", { name: "What it did" }).getByText("wait for me at the door").waitFor();
    expect(await page.evaluate("document.activeElement.tagName")).toBe("H1");
    await page.keyboard.press("Escape");
    await page.waitForURL((url) => url.searchParams.get("at") === run && !url.searchParams.has("run"));
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "wait for me at the door" }).waitFor();
  });

  test("a live run is steered and cancelled by keyboard alone; both name their command", async () => {
    await tabTo(page, page.getByRole("button", { name: "Steer" }));
    await page.keyboard.press("Enter");
    const steer = page.getByRole("dialog", { name: "What should change?" });
    await steer.getByText("In a terminal").click();
    await steer.getByText(/^tinyagi steer run_\w+ "…"$/).waitFor();
    const text = steer.getByLabel("What should change");
    await tabTo(page, steer.getByRole("button", { name: "Steer", exact: true }));
    await page.keyboard.press("Enter");
    await steer.getByRole("alert").getByText("Write a text first.").waitFor();
    expect(await hasFocus(text)).toBe(true);
    await page.keyboard.type("use the blue door");
    await tabTo(page, steer.getByRole("button", { name: "Steer", exact: true }));
    await page.keyboard.press("Enter");
    await steer.waitFor({ state: "detached" });

    await tabTo(page, page.getByRole("button", { name: "Cancel" }));
    await page.keyboard.press("Enter");
    const cancel = page.getByRole("dialog", { name: "Cancel this work?" });
    await cancel.getByText("In a terminal").click();
    await cancel.getByText(/^tinyagi cancel run_\w+$/).waitFor();
    await tabTo(page, cancel.getByRole("button", { name: "Cancel the work" }));
    await page.keyboard.press("Enter");
    await page.locator("main header").getByText("Cancelled").waitFor();
    team.release();
  });

  test("a run with sub-agents is followed live from its conversation to its result", async () => {
    const conversation = await send("@coder plan 6 parts, one fails");
    await goTo(`/runs?conversation=${conversation}`);
    await row("join: TASK-join").getByText("Done").waitFor();
    await row("part1: TASK-bad").getByText("Failed").waitFor();
    await page.getByText(/5 of 6 parts done/).waitFor();
    await page
      .getByRole("region", { name: "Why it failed" })
      .getByText(/answered 400/)
      .waitFor();
    await ended(conversation);
    failed = await findRoot(conversation);
  });

  test("tree, timeline, graph and log share one selection, and a link keeps it", async () => {
    // What the agent may do later does not change what it was permitted then.
    const { client } = team.daemon();
    const permit = (permissions: "ask" | null): Promise<unknown> =>
      client.call("putAgent", { params: { id: "coder" }, body: { permissions } });
    await permit("ask");
    await goTo(`/runs?run=${failed}`);
    await row("part2: TASK-part2").click();
    await pane().getByText("claimed by the model").waitFor();
    await pane().getByText("Done: TASK-part2").waitFor();
    await pane().getByText("Run commands in a sandbox").waitFor();
    await permit(null);
    await pane()
      .getByText(/^\d+ events?$/)
      .click();
    expect(await seriousFindings(page)).toEqual([]);
    await view("Timeline");
    const chosen = () => page.locator('[aria-selected="true"]');
    await page.getByRole("grid", { name: "Parts along the time" }).waitFor();
    expect(await chosen().textContent()).toContain("part2");
    await view("Graph");
    const part = page.getByRole("button", { name: /part2: TASK-part2/, pressed: true });
    await part.waitFor();
    const width = async () => (await part.boundingBox())?.width ?? 0;
    const whole = await width();
    await page.getByRole("button", { name: "Smaller" }).click();
    await waitFor(async () => (await width()) < whole, { timeoutMs: 60_000, what: "a smaller graph" });
    expect(await seriousFindings(page)).toEqual([]);
    await view("Log");
    await page.getByRole("grid", { name: "What happened" }).waitFor();
    await chosen().first().waitFor();
    await page.reload();
    await pane().getByText("Done: TASK-part2").waitFor();
    await page.keyboard.press("Escape");
    await pane().waitFor({ state: "detached" });
  });

  test("the replay scrubs through the graph and runs nothing", async () => {
    const turns = team.model.turns().length;
    await goTo(`/runs?run=${failed}`);
    const slider = page.getByLabel("Step");
    await slider.fill("1");
    await row("part2").waitFor({ state: "detached" });
    await slider.fill("3");
    await row("part2: TASK-part2").getByText("Not started").waitFor();
    expect(page.url()).toContain("step=3");
    await slider.fill((await slider.getAttribute("max")) ?? "");
    await row("part2: TASK-part2").getByText("Done").waitFor();
    expect(team.model.turns()).toHaveLength(turns);
  });

  test("what cannot be read of the sub-agents is said, and what is now is not shown as what was then", async () => {
    const own = await office.newContext();
    await own.addInitScript("delete Navigator.prototype.serviceWorker");
    await shareSession(context, own);
    await own.route(READS_OF_GRAPH, (route) => route.fulfill(BROKEN));
    const tab = await office.open(own, `/runs?run=${failed}`);
    await tab.getByRole("heading", { level: 1, name: /plan 6 parts/ }).waitFor();
    await tab.getByRole("alert").getByText("The sub-agents cannot be read. The disk is full.").waitFor();
    await tab.goto(`${tab.url()}&step=1`);
    const problem = tab.getByRole("alert").filter({ hasText: "The disk is full." });
    await problem.waitFor();
    expect(await tab.getByRole("heading", { level: 1, name: /plan 6 parts/ }).count()).toBe(0);
    await own.unroute(READS_OF_GRAPH);
    await problem.getByRole("button", { name: "Try again" }).click();
    await tab.getByLabel("Step").waitFor();
    await problem.waitFor({ state: "detached" });
    await own.close();
  });

  test("a failed part is retried; what had a result is kept", async () => {
    await goTo(`/runs?run=${failed}&at=root%2Fpart1`);
    await pane().getByRole("button", { name: "Retry" }).click();
    const dialog = page.getByRole("dialog", { name: "Retry from here?" });
    await dialog.getByText("In a terminal").click();
    await dialog
      .getByText(`tinyagi retry ${failed.slice(0, 4)}`, { exact: false })
      .first()
      .waitFor();
    const before = team.model
      .turns()
      .filter(({ lastUserText }) => lastUserText.includes("TASK-part2")).length;
    await dialog.getByRole("button", { name: "Retry", exact: true }).click();
    await page.waitForURL((url) => url.searchParams.has("run") && !url.searchParams.has("at"));
    await row("part1: TASK-bad").getByText("Failed").waitFor();
    expect(
      team.model.turns().filter(({ lastUserText }) => lastUserText.includes("\n\nTASK-part2")),
    ).toHaveLength(before > 0 ? 1 : 0);
  });

  test("a part is forked with another prompt, and the two runs are compared", async () => {
    await goTo(`/runs?run=${failed}&at=root%2Fpart1`);
    await pane().getByRole("button", { name: "Fork" }).click();
    const dialog = page.getByRole("dialog", { name: "Fork with another prompt" });
    await dialog.getByLabel("Prompt").fill("TASK-good: do it well.");
    await dialog.getByText("In a terminal").click();
    await dialog.getByText(/^tinyagi fork run_\w+ --node root\/part1 "…"$/).waitFor();
    await dialog.getByRole("button", { name: "Cancel", exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Fork", exact: true }).click();
    await page.waitForURL((url) => url.searchParams.has("run") && !url.searchParams.has("at"));
    await page.getByText(/6 of 6 parts done/).waitFor();
    const fork = new URL(page.url()).searchParams.get("run") ?? "";

    await goTo(`/runs?run=${failed}`);
    await page.getByRole("button", { name: "Compare" }).click();
    await page.locator(`a[href="/runs?run=${failed}&with=${fork}"]`).click();
    await page.getByText(`tinyagi compare ${failed} ${fork}`).waitFor({ state: "attached" });
    const setups = page.getByRole("region", { name: "Setup" }).getByRole("listitem");
    await setups.first().getByText("same").waitFor();
    expect(await setups.first().getByRole("definition").allTextContents()).toHaveLength(4);
    await page
      .getByRole("region", { name: "Second run" })
      .getByRole("link", { name: /plan 6 parts/ })
      .waitFor();
    const parts = page.getByRole("region", { name: "Parts" }).getByRole("listitem");
    await parts.filter({ hasText: "root/part1" }).getByText("differs").waitFor();
    await parts.filter({ hasText: "root/part2" }).getByText("same").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("a run is exported as a file", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await goTo(`/runs?run=${failed}`);
    const more = page.getByLabel("More", { exact: true });
    await more.click();
    await page.getByRole("menuitem", { name: "Copy as Markdown" }).click();
    await page.getByRole("status").getByText("Copied").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toContain("- Failed: part1: TASK-bad");
    const arriving = page.waitForEvent("download");
    await more.click();
    await page.getByRole("menuitem", { name: "Export" }).click();
    const file = await arriving;
    expect(file.suggestedFilename()).toBe(`${failed}.json`);
    const whole = JSON.parse(readFileSync(await file.path(), "utf8"));
    expect(whole.runs).toHaveLength(7);
    expect(Object.keys(whole.graph.nodes)).toContain("root/part1");
    expect(whole.trace.spans.length).toBeGreaterThan(6);
  });

  test("runs are found by words of their answers and by time, and those that are selected run again", async () => {
    const conversations = await Promise.all(["one", "two"].map((word) => send(`@coder say marker ${word}`)));
    await Promise.all(conversations.map(ended));
    await goTo("/runs");
    const search = page.getByRole("searchbox", { name: "Search messages and answers" });
    await search.fill("marker");
    await row("say marker one").waitFor();
    await page.getByLabel("Time", { exact: true }).selectOption("Last 24 hours");
    await page.waitForURL(/q=marker.*span=day/);
    await page.waitForFunction("document.querySelectorAll('[role=row][aria-selected]').length === 2");
    for (const word of ["one", "two"])
      await page.getByRole("checkbox", { name: `say marker ${word}` }).check();
    const before = (await team.daemon().client.call("listRuns", { query: { text: "marker" } })).length;
    await page.getByRole("group", { name: "Selected runs" }).getByRole("button", { name: "Retry 2" }).click();
    await page.getByRole("status").getByText("2 runs will run again.").waitFor();
    await waitFor(
      async () =>
        (await team.daemon().client.call("listRuns", { query: { text: "marker" } })).length === before + 2,
      { timeoutMs: 60_000, what: "two more runs" },
    );
    await search.fill("nothing has this word");
    await page.getByRole("heading", { name: "No run matches" }).waitFor();
    await page.getByRole("button", { name: "Show all runs" }).click();
    await row("wait for me at the door").waitFor();
    expect(page.url()).not.toContain("q=");
  });

  test("on a phone, a failed run is found, its failed part opens as a sheet, and nothing scrolls sideways", async () => {
    const own = await office.newContext(PHONE);
    await shareSession(context, own);
    const phone = await office.open(own, "/runs");
    await phone.getByLabel("State", { exact: true }).selectOption("Failed");
    await phone.waitForURL(/status=failed/);
    expect(await seriousFindings(phone)).toEqual([]);
    await phone.goto(new URL(`/runs?run=${failed}`, phone.url()).href);
    await phone.getByRole("row").filter({ hasText: "part1: TASK-bad" }).tap();
    const sheet = phone.getByRole("dialog", { name: "Selected part" });
    await sheet.getByRole("button", { name: "Retry" }).waitFor();
    expect(await seriousFindings(phone)).toEqual([]);
    const width = await phone.evaluate("document.documentElement.scrollWidth");
    expect(width).toBeLessThanOrEqual(PHONE.width);
    await phone.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    for (const view of ["Timeline", "Graph", "Log"]) {
      await phone.getByRole("group", { name: "View" }).getByText(view).tap();
      await phone
        .getByRole(view === "Graph" ? "group" : "grid", { name: /Parts along|as a graph|What happened/ })
        .waitFor();
    }
    await own.close();
  });

  test("an old link says that its run is gone, and leads to the list", async () => {
    await goTo("/runs?run=run_00000000000000000000");
    await page.getByRole("heading", { name: "This run is gone" }).waitFor();
    await page.getByRole("main").getByRole("link", { name: "All runs" }).click();
    await page.getByRole("grid", { name: "Runs" }).waitFor();
    await goTo("/runs?conversation=conv_00000000000000000000");
    await page.getByRole("heading", { name: "This run is gone" }).waitFor();
  });

  test("a conversation that was stopped before its turn says that no run began", async () => {
    team.hold();
    await findRoot(await send("@lead wait for me at the counter"));
    const conversation = await send("@lead sweep the floor");
    await goTo(`/runs?conversation=${conversation}`);
    await page.getByText(/^Waits until message \d+ has ended\. The run appears here/).waitFor();
    await team.daemon().client.call("cancelConversation", { params: { id: conversation } });
    await page.getByText("The conversation was stopped before an agent began.").waitFor();
    await page.getByRole("main").getByRole("link", { name: "Open the conversation" }).click();
    await page.getByText("This conversation was stopped.").waitFor();
    team.release();
  });

  test("no page breaks its own content policy", () => {
    expect(office.problems).toEqual([]);
  });
});
