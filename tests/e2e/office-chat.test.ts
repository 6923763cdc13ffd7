/**
 * TinyOffice with real work: what agents ask is decided in the page, and answers are shown as text that does nothing.
 *
 * @requirement OFFICE-2
 */
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  tabTo,
} from "./support/office-browser.js";
import { LONG_LINES, type OfficeTeam, openOfficeTeam, QUESTION } from "./support/office-team.js";

const TIMEOUT_MS = 120_000;
let team: OfficeTeam;
let office: OfficeBrowser;
let context: BrowserContext;
let page: Page;

/** Writes as the page does, in a thread of its own: what another test wrote is not in view. */
const send = async (message: string): Promise<string> => {
  const body = { message, channel: "web", sender: "You", metadata: { thread: randomUUID() } };
  return (await team.daemon().client.call("sendMessage", { body })).conversationId;
};
const goTo = (path: string): Promise<unknown> => page.goto(`http://127.0.0.1:${team.daemon().port}${path}`);
const inPanel = (text: string) =>
  page.getByRole("dialog", { name: "Needs you" }).getByRole("listitem").filter({ hasText: text });
const card = (at: Page, text: string) =>
  at.getByRole("region", { name: "Needs you" }).getByRole("listitem").filter({ hasText: text });
const toAnswer = (name: string) => page.getByRole("article", { name: `Answer of ${name}` });

/** Gives a file to a field as a person does. */
async function handOver(field: Locator, how: "drop" | "paste", name: string): Promise<void> {
  await field.focus();
  await field.page().evaluate(`(() => {
    const data = new DataTransfer();
    data.items.add(new File(["its text"], "${name}", { type: "text/plain" }));
    const init = { bubbles: true, cancelable: true, dataTransfer: data, clipboardData: data };
    const event = ${how === "drop" ? "DragEvent" : "ClipboardEvent"};
    document.activeElement.dispatchEvent(new event("${how}", init));
  })()`);
}

/** Waits until the browser has kept the office and what the page shows. */
async function waitForOfflineCopy(conversation: string): Promise<void> {
  const isTrue = (what: string, expression: string): Promise<unknown> =>
    waitFor(() => page.evaluate<boolean>(expression), { timeoutMs: 60_000, what });
  await isTrue("the service worker", "navigator.serviceWorker.controller !== null");
  await page.reload();
  await isTrue(
    "the kept conversation",
    `caches.open("answers").then((kept) => kept.keys())
      .then((kept) => kept.some(({ url }) => url.endsWith("/${conversation}")))`,
  );
}

describe("TinyOffice", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
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

  test("a tool is approved from Home by keyboard alone; the decision survives a reload", async () => {
    const conversation = await send("@careful put into yes.txt");
    await goTo("/");
    await card(page, "yes.txt").waitFor();
    await page.keyboard.press("n");
    const ask = inPanel("exact content");
    await ask.getByText("In a terminal").click();
    await ask.getByText(/^tinyagi approve ask_/).waitFor();
    await ask.getByText(/^tinyagi deny ask_/).waitFor();
    await tabTo(page, ask.getByRole("button", { name: "Approve", exact: true }));
    await page.keyboard.press("Enter");
    await ask.waitFor({ state: "detached" });
    await page.reload();
    await goTo(`/chat?id=${conversation}`);
    await toAnswer("Careful").getByText("The result is").waitFor();
    expect(existsSync(join(team.stage.place.workspace, "careful", "yes.txt"))).toBe(true);
    await goTo("/");
    await page.getByText("Nothing needs you.").waitFor();
  });

  test("a tool is denied from the page, and the agent learns it", async () => {
    const conversation = await send("@careful put into no.txt");
    await goTo(`/chat?id=${conversation}`);
    await tabTo(page, page.getByRole("button", { name: "Deny", exact: true }));
    await page.keyboard.press("Enter");
    await toAnswer("Careful").getByText("The result is").waitFor();
    expect(existsSync(join(team.stage.place.workspace, "careful", "no.txt"))).toBe(false);
    await page.reload();
    await toAnswer("Careful").getByText("The result is").waitFor();
    expect(await page.getByRole("button", { name: "Deny", exact: true }).count()).toBe(0);
  });

  test("a question is answered once: a tab that is late learns who was first", async () => {
    const conversation = await send("@lead find out which colour");
    await waitFor(
      async () => (await team.daemon().client.call("listApprovals", { query: {} })).approvals.length > 0,
      { timeoutMs: 60_000, what: "the question" },
    );
    await goTo("/chat");
    const row = page.getByRole("navigation", { name: "Conversations" }).getByRole("link", { name: /colour/ });
    await row.getByText("Waits for you").waitFor();
    const late = await office.newContext();
    // This tab hears nothing of what happens elsewhere.
    await late.route("**/api/events/stream*", (route) => route.abort());
    await shareSession(context, late);
    const lateTab = await office.open(late, "/");
    await card(lateTab, QUESTION).getByRole("button", { name: "Red" }).waitFor();

    await goTo("/");
    await card(page, QUESTION).waitFor();
    await page.keyboard.press("n");
    const ask = inPanel(QUESTION);
    await ask.getByText("In a terminal").click();
    await ask.getByText(/^tinyagi answer ask_/).waitFor();
    // The offered answers stay while another one is written.
    await ask.getByRole("button", { name: "Write" }).press("Enter");
    await expect.poll(() => hasFocus(ask.getByLabel("Your answer"))).toBe(true);
    await ask.getByRole("button", { name: "Blue" }).click();
    await ask.waitFor({ state: "detached" });

    await card(lateTab, QUESTION).getByRole("button", { name: "Red" }).click();
    await card(lateTab, QUESTION)
      .getByRole("alert")
      .getByText(/answered before/)
      .waitFor();
    await card(lateTab, QUESTION).getByRole("button", { name: "OK" }).click();
    await card(lateTab, QUESTION).waitFor({ state: "detached" });
    await late.close();

    await goTo(`/chat?id=${conversation}`);
    await toAnswer("Lead")
      .getByText(/The result is.*Blue/)
      .waitFor();
    const { approvals } = await team.daemon().client.call("listApprovals", { query: { status: "all" } });
    expect(approvals.filter(({ title }) => title === QUESTION)).toMatchObject([
      { status: "answered", answer: "Blue" },
    ]);
  });

  test("an answer is shown as Markdown, and nothing in it acts", async () => {
    const conversation = await send("@lead write it in markdown");
    await goTo(`/chat?id=${conversation}`);
    const answer = toAnswer("Lead");
    await answer.getByRole("heading", { name: "Plan" }).waitFor();
    const link = answer.getByRole("link", { name: "the list" });
    expect(await link.getAttribute("href")).toBe("https://example.org/list");
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer nofollow");
    await answer.getByRole("button", { name: "Copy code" }).waitFor();
    const code = answer.locator("pre");
    const colour = (of: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector("main pre ${of}")).color`);
    await code.getByText("const", { exact: true }).waitFor();
    expect(await colour("span")).not.toBe(await colour("code"));
    expect(await code.textContent()).toContain(
      "const bread = \"<img src=x onerror=document.title='owned'>\";",
    );
    await answer.getByText("<script>document.title='owned'</script>").waitFor();
    await answer.getByText("(javascript:document.title='owned')").waitFor();
    expect(await page.locator('main img, main script, main a[href^="javascript"]').count()).toBe(0);
    expect(await page.title()).toContain("Chat");
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("who reads the end follows an answer that grows; who reads above it is not moved", async () => {
    const conversation = await send("@lead say it at length");
    await goTo(`/chat?id=${conversation}`);
    const thread = page.getByRole("log");
    const line = (number: number): Locator => thread.getByText(`Line ${number}.`, { exact: true });
    const read = (what: string): Promise<number> =>
      page.evaluate<number>(
        `(() => { const box = document.querySelector("[role=log]"); return ${what}; })()`,
      );
    await line(40).waitFor();
    await expect.poll(() => read("box.scrollHeight - box.scrollTop - box.clientHeight")).toBeLessThan(80);
    await read("box.scrollTop = 100");
    await line(LONG_LINES).waitFor({ state: "attached" });
    await toAnswer("Lead").getByText("Running").waitFor({ state: "detached" });
    expect(await read("box.scrollTop")).toBe(100);
  });

  test("tool calls of an answer unfold, also after a reload", async () => {
    const conversation = await send("@careful look into yes.txt");
    await goTo(`/chat?id=${conversation}`);
    await toAnswer("Careful").getByText("The result is").waitFor();
    await page.reload();
    await toAnswer("Careful").getByText("Thinking and tool calls", { exact: true }).click();
    await toAnswer("Careful").getByText("read_file").click();
    await toAnswer("Careful").getByText("Arguments").waitFor();
    await toAnswer("Careful").getByText("Output").waitFor();
    await page.getByRole("link", { name: "Open run" }).click();
    await page.getByRole("heading", { level: 1, name: "look into yes.txt" }).waitFor();
  });

  test("while a run is watched, a tool call that has ended unfolds to its result", async () => {
    await goTo("/chat?new=1&to=careful");
    const field = page.getByRole("textbox", { name: "Message" });
    await field.fill("look into yes.txt and wait for me");
    await field.press("Enter");
    const call = toAnswer("Careful").getByRole("listitem").filter({ hasText: "read_file" });
    await call.getByText("Done").waitFor({ state: "attached" });
    await call.locator("summary").press("Enter");
    await call.getByText("Output").waitFor();
    await call.getByText("exact content").waitFor();
    await toAnswer("Careful").getByText("Running").first().waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    team.release();
    team.hold();
    await toAnswer("Careful").getByText("The result is").waitFor();
  });

  test("while an agent works, a text steers it, and Stop ends it", async () => {
    const conversation = await send("@lead wait for me by the oven");
    await goTo(`/chat?id=${conversation}`);
    const field = page.getByLabel("Steer Lead");
    await field.fill("use the blue oven");
    await field.press("Enter");
    await page.getByRole("status").getByText("Sent. The agent reads it").waitFor();
    await page.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
    await page.getByText("This conversation was stopped.").waitFor();
    team.release();
    team.hold();
  });

  test("while events do not come the page says so and keeps the draft; then it misses and doubles nothing", async () => {
    const conversation = await send("@lead say something before the break");
    await goTo(`/chat?id=${conversation}`);
    await toAnswer("Lead")
      .getByText(/Answer to/)
      .waitFor();
    await page.getByLabel("Message Lead").fill("a draft that stays");
    const stream = "**/api/events/stream*";
    await context.route(stream, (route) => route.abort());
    await page.reload();
    await page.getByText("TinyAGI does not answer.").waitFor();
    await toAnswer("Lead")
      .getByText(/Answer to/)
      .waitFor();
    const missed = await send("@lead say something during the break");
    await context.unroute(stream);
    await page.getByText("TinyAGI does not answer.").waitFor({ state: "detached" });
    await page.locator(`a[href="/chat?id=${missed}"]`).waitFor();
    expect(await page.locator(`a[href="/chat?id=${conversation}"]`).count()).toBe(1);
    expect(await toAnswer("Lead").count()).toBe(1);
    expect(await page.getByLabel("Message Lead").inputValue()).toBe("a draft that stays");
  });

  test("a daemon that is killed leaves a page that opens with its last data; when it is back, nothing is missed, doubled or forgotten", async () => {
    const conversation = await send("@lead say something before the end");
    await goTo(`/chat?id=${conversation}`);
    await toAnswer("Lead")
      .getByText(/Answer to/)
      .waitFor();
    await page.getByLabel("Message Lead").fill("a draft that survives");
    await waitForOfflineCopy(conversation);
    await team.replaceDaemon(async () => {
      await page.getByText("TinyAGI does not answer.").waitFor();
      await page.reload();
      await toAnswer("Lead")
        .getByText(/Answer to/)
        .waitFor();
      await page.getByText(/What you see is from .+\d/).waitFor();
      expect(await page.getByLabel("Message Lead").inputValue()).toBe("a draft that survives");
    });
    await page.getByText("TinyAGI does not answer.").waitFor({ state: "detached" });
    expect(await page.getByLabel("Message Lead").inputValue()).toBe("a draft that survives");
    await page.getByLabel("Message Lead").press("Enter");
    await toAnswer("Lead").getByText("Answer to: a draft that survives").waitFor();
    // The message goes on in its thread: what was said stays in view, and the list has one row for both.
    expect(await toAnswer("Lead").count()).toBe(2);
    await page.locator(`a[href="/chat?id=${conversation}"]`).waitFor({ state: "detached" });
  });

  test("who asked whom is a small tree in the answer, live from the question to the last word", async () => {
    const conversation = await send("@dev hand over the notes");
    await goTo(`/chat?id=${conversation}`);
    const first = await toAnswer("Lead").elementHandle();
    const tree = toAnswer("Lead").getByRole("list", { name: "Who asked whom" });
    await tree.getByText("asked 1").waitFor();
    const coder = tree.getByRole("listitem").filter({ hasText: "Coder" });
    await coder.getByText("look into notes.txt").waitFor();
    await coder.getByText("Done").waitFor();
    // One reply: each agent's part under its own name, once, in the place where its answer was written.
    const end = page.getByRole("region", { name: "Reply of Lead, Coder" });
    await end.getByText("One reply of 2 agents").waitFor();
    const part = toAnswer("Coder");
    await part.getByText(/The result is/).waitFor();
    expect(
      await page
        .getByRole("log")
        .getByText(/The result is/)
        .count(),
    ).toBe(1);
    expect(await page.getByRole("article").count()).toBe(2);
    expect(await first?.evaluate((element) => (element as { isConnected: boolean }).isConnected)).toBe(true);
    await part.getByRole("link", { name: /Open the run of Coder/ }).waitFor();
    await part.getByText("Changed files").click();
    await part.getByText(/not in a git repository|No uncommitted changes/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await coder.getByRole("link").click();
    await page.waitForURL(/\/runs\?run=run_/);
    await page.getByText("look into notes.txt").first().waitFor();
  });

  test("thinking is folded to one line and unfolds by keyboard, marked as the model's own words", async () => {
    const conversation = await send("@lead think aloud");
    await goTo(`/chat?id=${conversation}`);
    await toAnswer("Lead").getByText("Twelve.").waitFor();
    await toAnswer("Lead").getByText("Thinking and tool calls").click();
    const line = toAnswer("Lead").locator("summary", { hasText: "Thought" });
    await line.getByText("I count the loaves first.").waitFor();
    await line.press("Enter");
    await toAnswer("Lead").getByText("The model's own words. Nothing checked them.").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("answers elsewhere are marked unread until they are opened; the list shows those of one agent", async () => {
    const first = await send("@lead say the first thing");
    await goTo(`/chat?id=${first}`);
    await toAnswer("Lead").getByText("Answer to").waitFor();
    const other = await send("@careful say the other thing");
    const row = page.getByRole("listitem").filter({ has: page.locator(`a[href*="id=${other}"]`) });
    await row.getByText("Unread").waitFor({ state: "attached" });
    await page.getByRole("radio", { name: "Unread" }).check({ force: true });
    await page.locator(`nav a[href*="id=${other}"]`).click();
    await toAnswer("Careful").getByText("Answer to").waitFor();
    await page.getByRole("radio", { name: "All" }).check({ force: true });
    await row.getByText("Unread").waitFor({ state: "detached" });
    // Another browser of the same person knows that it was read.
    const elsewhere = await office.newContext();
    await shareSession(context, elsewhere);
    const unread = await office.open(elsewhere, "/chat?show=unread");
    await unread.locator('nav a[href*="id="]').or(unread.getByText("Nothing here")).first().waitFor();
    expect(await unread.locator(`nav a[href*="id=${other}"]`).count()).toBe(0);
    await elsewhere.close();
    await page.getByRole("combobox", { name: "Agent or team" }).selectOption("agent:careful");
    await page.locator(`nav a[href*="id=${first}"]`).waitFor({ state: "detached" });
    await row.waitFor();
    expect(page.url()).toContain("of=agent");
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("words are found across all conversations, then in the one that opens; it is copied as Markdown", async () => {
    await context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await send("@lead describe the <b>sourdough</b> starter");
    await goTo("/chat");
    const field = page.getByRole("searchbox", { name: "Search all conversations" });
    await field.fill("sourdough");
    const hit = page.getByRole("list", { name: "Found" }).getByRole("link").first();
    await hit.getByText("sourdough").waitFor();
    await hit.click();
    // The question and its answer, once that is there.
    await page.getByText(/^1 of [2-9]$/).waitFor();
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByText(/^2 of [2-9]$/).waitFor();
    await page.getByLabel("Copy", { exact: true }).click();
    await page.getByRole("menuitem", { name: "Copy as Markdown" }).click();
    await page.getByRole("status").getByText("Copied").waitFor();
    const copied = await page.evaluate("navigator.clipboard.readText()");
    expect(copied).toContain("**You** (web, ");
    expect(copied).toContain("**Lead**\n\nAnswer to:");
  });

  test("what no agent has read yet is taken back with the arrow key and edited", async () => {
    const busy = await send("@lead wait for me at the counter");
    await waitFor(
      async () => (await team.daemon().client.call("listRuns", { query: { conversation: busy } })).length > 0,
      { timeoutMs: 60_000, what: "the run that keeps Lead busy" },
    );
    const waiting = await send("@lead order flower");
    await goTo(`/chat?id=${waiting}`);
    await page.getByText("take it back and edit it").waitFor();
    const field = page.getByLabel("Message Lead");
    await field.press("ArrowUp");
    await waitFor(async () => (await field.inputValue()) === "@lead order flower", {
      timeoutMs: 60_000,
      what: "the text in the field",
    });
    await field.fill("@lead order flour");
    team.release();
    await field.press("Enter");
    await toAnswer("Lead")
      .getByText("Answer to: order flour")
      .or(toAnswer("Lead").getByText("order flour"))
      .first()
      .waitFor();
    team.hold();
    const { messages } = await team.daemon().client.call("getConversation", { params: { id: waiting } });
    expect(messages.map(({ status }) => status)).toEqual(["cancelled"]);
  });

  /** @requirement OFFICE-22 */
  test("a file goes to an agent with the message, and is saved from the thread", async () => {
    await goTo("/chat?new=1&to=lead");
    await page.getByLabel("Files", { exact: true }).setInputFiles({
      name: "menu.txt",
      mimeType: "text/plain",
      buffer: Buffer.from("bread 12"),
    });
    const chosen = page.getByRole("list", { name: "Files to send" });
    await chosen.getByText("menu.txt").waitFor();
    await chosen.getByText("sending…").waitFor({ state: "detached" });
    await page.getByRole("textbox", { name: "Message" }).fill("read the menu");
    await page.getByRole("textbox", { name: "Message" }).press("Enter");
    await toAnswer("Lead")
      .getByText(/Answer to: read the menu/)
      .waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page
        .getByRole("list", { name: "Files", exact: true })
        .getByRole("button", { name: "menu.txt", exact: true })
        .click(),
    ]);
    expect(download.suggestedFilename()).toBe("menu.txt");
    expect(readFileSync(await download.path(), "utf8")).toBe("bread 12");
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("files that are dropped or pasted, and those of the terminal, arrive with the message", async () => {
    await goTo("/chat?new=1&to=lead");
    const field = page.getByRole("textbox", { name: "Message" });
    await field.waitFor();
    // Beside everything that takes files: the browser must not leave the office to open it.
    const isRefused = await page.evaluate(`(() => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(["lost"], "beside.txt"));
      return !document.body.dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer }));
    })()`);
    expect(isRefused).toBe(true);
    await handOver(field, "drop", "dropped.txt");
    await handOver(field, "paste", "pasted.txt");
    const chosen = page.getByRole("list", { name: "Files to send" });
    await chosen.getByText("dropped.txt").waitFor();
    await chosen.getByText("pasted.txt").waitFor();
    await chosen.getByText("sending…").first().waitFor({ state: "detached" });
    await field.fill("read both files");
    await page.getByRole("button", { name: /^Send/ }).click();
    const files = page.getByRole("list", { name: "Files", exact: true });
    for (const name of ["dropped.txt", "pasted.txt"])
      await files.getByRole("button", { name, exact: true }).waitFor();

    const bill = join(team.stage.place.workspace, "bill.txt");
    writeFileSync(bill, "flour 3");
    const sent = await team.stage.cli(["send", "@lead read the bill", "--file", bill, "--json"]);
    expect(sent.code).toBe(0);
    await goTo(`/chat?id=${JSON.parse(sent.stdout).conversationId}`);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      files.getByRole("button", { name: "bill.txt", exact: true }).click(),
    ]);
    expect(readFileSync(await download.path(), "utf8")).toBe("flour 3");
  });

  test("what is written while a message is on its way stays, and comes along", async () => {
    await goTo("/chat?new=1&to=lead");
    const field = page.getByRole("textbox", { name: /^Message/ });
    let arrive = (): void => {};
    const held = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    await page.route("**/api/message", (route) => held.then(() => route.abort()), { times: 1 });
    await field.fill("bake the first");
    await field.press("Enter");
    await expect.poll(() => field.inputValue()).toBe("");
    await field.pressSequentially("and the second");
    arrive();
    await page.getByRole("alert").getByText("TinyAGI does not answer").first().waitFor();
    expect(await field.inputValue()).toBe("bake the first\nand the second");
    await page.route(
      "**/api/message",
      async (route) => {
        await expect.poll(() => field.inputValue()).toBe("and a third");
        await route.continue();
      },
      { times: 1 },
    );
    await field.press("Enter");
    await field.pressSequentially("and a third");
    await toAnswer("Lead").getByText("Answer to: bake the first").waitFor();
    expect(await page.getByLabel(/^(Message|Steer) Lead$/).inputValue()).toBe("and a third");
    await page.getByLabel(/^(Message|Steer) Lead$/).fill("");
  });

  test("files are not lost when an agent begins to work, which takes only text", async () => {
    const busy = await send("@lead wait for me at the mill");
    await waitFor(
      async () => (await team.daemon().client.call("listRuns", { query: { conversation: busy } })).length > 0,
      { timeoutMs: 60_000, what: "the run that keeps Lead busy" },
    );
    await goTo(`/chat?id=${await send("@lead wait for me at the shop")}`);
    await handOver(page.getByLabel("Message Lead"), "paste", "shop.txt");
    const chosen = page.getByRole("list", { name: "Files to send" });
    await chosen.getByText("sending…").waitFor({ state: "detached" });
    team.release();
    team.hold();
    const field = page.getByLabel("Steer Lead");
    await field.fill("open the door");
    await field.press("Enter");
    await page.getByRole("alert").getByText("takes only text now").waitFor();
    expect(await field.inputValue()).toBe("open the door");
    await chosen.getByRole("button", { name: "Remove shop.txt" }).click();
    await field.press("Enter");
    await page.getByRole("status").getByText("Sent. The agent reads it").waitFor();
    team.release();
    team.hold();
  });

  test("a command is completed and answered in its conversation", async () => {
    await goTo("/chat?new=1");
    const field = page.getByRole("textbox", { name: "Message" });
    await field.fill("/");
    await page.getByRole("option", { name: "/reset" }).waitFor();
    await field.fill("/hel");
    await page.getByRole("option", { name: "/help" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await field.press("Enter");
    expect(await field.inputValue()).toBe("/help ");
    await field.press("Enter");
    await toAnswer("TinyAGI").getByText("/status - show running").waitFor();
  });

  test("in a room, names and rooms are completed and marked, and a file goes with the post", async () => {
    await goTo("/rooms?room=dev");
    const field = page.getByRole("textbox", { name: "Message to #dev" });
    await tabTo(page, field);
    await page.keyboard.type("@coder, tell everybody in #d");
    await page.getByRole("option", { name: "#dev" }).waitFor();
    await field.press("Enter");
    await handOver(field, "paste", "plan.txt");
    const chosen = page.getByRole("list", { name: "Files to send" });
    await chosen.getByText("plan.txt").waitFor();
    await chosen.getByText("sending…").waitFor({ state: "detached" });
    await field.press("Enter");
    const post = page.getByRole("article", { name: "You" }).last();
    await post.getByRole("button", { name: "plan.txt", exact: true }).waitFor();
    expect(await post.locator("p b").allTextContents()).toEqual(["You", "@coder", "#dev"]);
    // What a post starts is a chat only for who asks for it.
    const chats = page.locator('nav[aria-label="Conversations"] a[href*="id="]');
    await goTo("/chat");
    await chats.first().waitFor();
    expect(await chats.filter({ hasText: "tell everybody" }).count()).toBe(0);
    await goTo("/chat?on=chatroom");
    await chats.filter({ hasText: "tell everybody" }).waitFor();
  });

  test("the keys j and k go through the conversations, and on a phone a menu has every way out of one", async () => {
    await goTo("/chat");
    // A row, not the link to a new message: the keys move among rows.
    await page.locator('nav[aria-label="Conversations"] a[href*="id="]').first().waitFor();
    await page.getByRole("textbox", { name: "Message" }).press("Escape");
    await page.keyboard.press("j");
    await page.waitForURL(/id=/);
    const first = page.url();
    await page.keyboard.press("j");
    await page.waitForURL((url) => url.href !== first);
    await page.keyboard.press("k");
    await page.waitForURL(first);
    const own = await office.newContext(PHONE);
    await shareSession(context, own);
    const phone = await office.open(own, new URL(first).pathname + new URL(first).search);
    const menu = phone.getByRole("main").getByRole("button", { name: "More", exact: true });
    await menu.tap();
    await phone.getByRole("menuitem", { name: "Copy as Markdown" }).waitFor();
    expect(await seriousFindings(phone)).toEqual([]);
    await phone.getByRole("menuitem", { name: "Find in this conversation" }).tap();
    await phone.getByRole("search", { name: "Find in this conversation" }).waitFor();
    expect(await phone.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(PHONE.width);
    await own.close();
  });

  test("a page that a Chinese browser opens is Chinese", async () => {
    const own = await office.newContext(undefined, "zh-CN");
    await shareSession(context, own);
    const chinese = await office.open(own, "/");
    await chinese.getByText("没有事项需要你处理。").waitFor();
    expect(await chinese.evaluate("document.documentElement.lang")).toBe("zh-Hans");
    for (const [page, heading] of [
      ["运行", "运行"],
      ["聊天室", "聊天室"],
      ["对话", "对话"],
    ] as const) {
      // The count beside a name is part of the link's name.
      await chinese
        .getByRole("navigation")
        .getByRole("link", { name: new RegExp(`^${page}`) })
        .click();
      await chinese.getByRole("heading", { level: 1, name: heading }).waitFor();
    }
    await chinese.getByRole("button", { name: /^发送/ }).waitFor();
    expect(await seriousFindings(chinese)).toEqual([]);
    await own.close();
  });

  test("eight tabs agree and hold one stream", async () => {
    const own = await office.newContext();
    await shareSession(context, own);
    let streams = 0;
    own.on("request", (request) => {
      if (request.url().includes("/api/events/stream")) streams += 1;
    });
    const tabs = await Promise.all(Array.from({ length: 8 }, () => office.open(own, "/chat")));
    await Promise.all(tabs.map((tab) => tab.getByText("Live").first().waitFor({ state: "attached" })));
    await send("@lead tell all eight tabs");
    for (const tab of tabs)
      await tab
        .getByRole("link", { name: /tell all eight tabs/ })
        .first()
        .waitFor();
    expect(streams).toBe(1);
    await own.close();
  });

  test("no page breaks its own content policy", () => {
    expect(office.problems).toEqual([]);
  });
});
