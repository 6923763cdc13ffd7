/**
 * The task board as a person uses it, in a real browser against a real daemon with demo agents.
 *
 * @requirement OFFICE-3
 */
import { needs } from "@tinyagi/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { boxAtRest, DESKTOP, PHONE, seriousFindings, undoOf } from "./support/office-browser.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const SETTINGS = {
  agents: {
    lead: { name: "Lead", provider: "demo", model: "" },
    writer: { name: "Writer", provider: "demo", model: "" },
  },
  execution: { maxAttempts: 1 },
};

/** How much of an element can only be reached by scrolling sideways, in pixels. */
const HIDDEN_SIDEWAYS = (element: unknown): number => {
  const { scrollWidth, clientWidth } = element as { scrollWidth: number; clientWidth: number };
  return scrollWidth - clientWidth;
};

let stage: OfficeStage;
let page: Page;

describe("the task board", needs("chromium"), () => {
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS, path: "/tasks" });
    ({ page } = stage);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test("an empty board says what to do, and a new task stands on it", async () => {
    await page.getByRole("heading", { name: "Put the first task on the board" }).waitFor();
    await page.keyboard.press("c");
    await page.keyboard.type("labels");
    // Neither one Escape nor a click beside the window loses what is typed.
    await page.keyboard.press("Escape");
    await page.mouse.click(5, 5);
    expect(await page.getByLabel("Title").inputValue()).toBe("labels");
    await page.getByLabel("Title").fill("<img src=x onerror='document.title=1'> labels");
    await page.getByRole("button", { name: "Add task" }).click();
    await column("To do").getByText("<img src=x onerror='document.title=1'> labels").waitFor();
    expect(await page.locator("main img").count()).toBe(0);
    expect(await page.title()).toContain("Tasks");
    await page.keyboard.press("Escape");
    await page.getByRole("complementary", { name: "Task" }).waitFor({ state: "detached" });
  });

  test("a task has a priority and a due date, which the table sorts by, and a change can be undone", async () => {
    await page.keyboard.press("c");
    // The name of the card of the test before has the word too.
    await page.getByRole("textbox", { name: "Title" }).fill("Pay the rent");
    await page.getByLabel("Priority").selectOption("urgent");
    await page.getByLabel("Due date").fill("2020-01-31");
    await page.getByRole("button", { name: "Add task" }).click();
    const rent = card("To do", "Pay the rent");
    await rent.getByText("Urgent").waitFor();
    await rent.getByText("Overdue since").waitFor();
    const pane = page.getByRole("complementary", { name: "Task" });
    await pane.getByLabel("Priority").selectOption("low");
    await rent.getByText("Low", { exact: true }).waitFor();
    await undoOf(page, "Priority of “Pay the rent”: Low").click();
    await rent.getByText("Urgent").waitFor();
    await pane.getByLabel("Due date").fill("2099-12-31");
    await pane.getByLabel("Due date").press("Enter");
    await rent.getByText("Due Thu, Dec 31, 2099").waitFor();
    await page.keyboard.press("Escape");
    await pane.waitFor({ state: "detached" });
    // Another browser: this one keeps its view, and the next tests are about the board.
    const other = await stage.office.newContext(DESKTOP);
    const table = await stage.office.logIn(other, "/tasks?view=table");
    await table.getByLabel("Sort").selectOption("priority");
    await expect.poll(() => table.getByRole("row").nth(1).textContent()).toContain("Pay the rent");
    await other.close();
    const { columns } = await stage.daemon.client.call("getBoard");
    const made = columns.flatMap(({ cards }) => cards).find(({ title }) => title === "Pay the rent");
    expect(made).toMatchObject({ priority: "urgent", dueOn: "2099-12-31" });
    await stage.daemon.client.call("deleteTask", { params: { id: made?.id ?? "" } });
  });

  test("a card that is dragged to In progress starts its agent, shows it, and can be stopped", async () => {
    await create("Wait for me", "#demo hang");
    await drag(column("To do").getByText("Wait for me"), column("In progress"));
    await card("In progress", "Wait for me").getByText("Writer works").waitFor();
    const { columns } = await stage.daemon.client.call("getBoard");
    expect(columns[2]?.cards[0]?.work).toMatchObject({ state: "running", agents: ["writer"] });

    await card("In progress", "Wait for me").getByRole("button", { name: "Wait for me" }).click();
    const inspector = page.getByRole("complementary", { name: "Task" });
    await inspector.getByRole("button", { name: "Stop" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Stop" }).click();
    await card("In progress", "Wait for me")
      .getByText(/was cancelled|The conversation was cancelled/)
      .waitFor();
    await card("In progress", "Wait for me").getByRole("button", { name: "Retry" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await inspector.getByRole("button", { name: "Close" }).click();
  });

  test("the keyboard does the same, and the answer comes back as a comment in Review", async () => {
    await create("Draft the menu", "three cakes");
    await card("To do", "Draft the menu").getByRole("button", { name: "Draft the menu" }).focus();
    await page.keyboard.press("Shift+ArrowRight");
    await card("Review", "Draft the menu").waitFor();
    await card("Review", "Draft the menu").getByRole("button", { name: "Draft the menu" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("article", { name: "Comment of writer" }).getByText("Writer here").waitFor();
    const field = page.getByRole("region", { name: "Fields" }).getByLabel("Column");
    await field.selectOption({ label: "Done" });
    await card("Done", "Draft the menu").waitFor();
    await undoOf(page, "Draft the menu").click();
    await card("Review", "Draft the menu").waitFor();
    await field.selectOption({ label: "Done" });
    await card("Done", "Draft the menu").waitFor();
    await page.keyboard.press("Escape");
  });

  test("a move can be taken back, and a link shows the same to the next person", async () => {
    await create("Count the loaves", "");
    // The totals of projects are read from the board too.
    await page.getByRole("button", { name: "Projects", exact: true }).click();
    const pane = page.getByRole("complementary", { name: "Projects" });
    await pane.getByLabel("Name of a new project").waitFor();
    await drag(column("To do").getByText("Count the loaves"), column("Backlog"));
    await card("Backlog", "Count the loaves").waitFor();
    await undoOf(page, /Count the loaves.* moved to Backlog/).click();
    await card("To do", "Count the loaves").waitFor();
    await pane.getByRole("button", { name: "Close" }).click();
    await page.getByRole("search").getByLabel("Assignee").selectOption({ label: "Lead" });
    await page.getByRole("heading", { name: "No task matches" }).waitFor();
    expect(new URL(page.url()).search).toBe("?assignee=lead");
    await page.getByRole("link", { name: "Show all tasks" }).click();
    await card("To do", "Count the loaves").waitFor();
  });

  test("what a task needs first is linked by the words of its title, stands on the card, and opens; it keeps files", async () => {
    await card("To do", "Count the loaves").getByRole("button", { name: "Count the loaves" }).focus();
    await page.keyboard.press("Enter");
    const inspector = page.getByRole("complementary", { name: "Task" });
    await inspector.getByLabel("Add a task that must be done first").fill("labels");
    await inspector.locator("datalist option", { hasText: "labels" }).waitFor({ state: "attached" });
    await page.keyboard.press("Enter");
    await card("To do", "Count the loaves")
      .getByText(/Needs “.*labels”/)
      .waitFor();
    // All columns have room beside the pane.
    expect(await page.getByRole("region", { name: "Board" }).evaluate(HIDDEN_SIDEWAYS)).toBe(0);
    expect(await seriousFindings(page)).toEqual([]);
    await inspector.getByRole("link", { name: /labels/ }).click();
    await inspector.getByText("Needed by").waitFor();
    await inspector.getByRole("link", { name: /Count the loaves/ }).waitFor();

    const files = inspector.getByRole("region", { name: "Attachments" });
    const menu = { name: "menu <b>.txt", mimeType: "text/plain", buffer: Buffer.from("soup") };
    await files.locator('input[type="file"]').setInputFiles(menu);
    const shown = files.getByRole("button", { name: "menu _b_.txt", exact: true });
    await shown.waitFor();
    const tasks = await stage.daemon.client.call("listTasks", { query: { text: "labels" } });
    expect(tasks[0]?.description).toMatch(/^\[file: .*\.txt\] \(menu _b_\.txt\)$/m);
    await files.getByRole("button", { name: "Remove menu _b_.txt" }).click();
    await shown.waitFor({ state: "detached" });
    // An undo brings back the file, and keeps what somebody wrote meanwhile.
    const params = { id: tasks[0]?.id ?? "" };
    await stage.daemon.client.call("updateTask", { params, body: { description: "By hand." } });
    await undoOf(page, "menu _b_.txt removed").click();
    await shown.waitFor();
    const { description } = await stage.daemon.client.call("getTask", { params });
    expect(description).toMatch(/^By hand\.\n\[file: .*\.txt\]/);
    await inspector.getByRole("button", { name: "Close" }).click();
  });

  test("a search finds cards of any column by words that begin so, for the board, the table and a link", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("draft men");
    await card("To do", "Count the loaves").waitFor({ state: "detached" });
    await card("Done", "Draft the menu").waitFor();
    expect(new URL(page.url()).search).toBe("?q=draft+men");
    await page
      .getByRole("group", { name: "View" })
      .getByRole("radio", { name: "Table" })
      .check({ force: true });
    await page.getByRole("row", { name: /Draft the menu/ }).waitFor();
    await page.getByRole("searchbox").fill("nothing like it");
    await page.getByRole("heading", { name: "No task matches" }).waitFor();
    await page.getByRole("button", { name: "Clear the search" }).click();
    await page.getByRole("row", { name: /Count the loaves/ }).waitFor();
    await page
      .getByRole("group", { name: "View" })
      .getByRole("radio", { name: "Board" })
      .check({ force: true });
    await card("To do", "Count the loaves").waitFor();
  });

  test("in lanes a card goes to another agent by hand and by keyboard, and comes back with Undo", async () => {
    await page.getByLabel("Lanes").selectOption({ label: "Lanes by assignee" });
    const cell = (lane: string) => page.getByRole("region", { name: `To do, ${lane}`, exact: true });
    const inLane = (lane: string) => cell(lane).getByRole("article", { name: "Count the loaves" });
    await inLane("Writer").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await drag(inLane("Writer"), cell("Lead"));
    await inLane("Lead").waitFor();
    await undoOf(page, /Count the loaves has another assignee/).click();
    await inLane("Writer").waitFor();

    await inLane("Writer").getByRole("button", { name: "Count the loaves" }).focus();
    await page.keyboard.press("Shift+ArrowUp");
    await inLane("Lead").waitFor();
    await expect.poll(readAssignee("Count the loaves"), { timeout: 30_000 }).toBe("lead");
    await page.getByRole("region", { name: "Lead" }).getByRole("button", { expanded: true }).click();
    await inLane("Lead").waitFor({ state: "detached" });
    expect(new URL(page.url()).search).toContain("lanes=assignee&folded=lead");
  });

  test("a project is added, renamed, archived and restored beside the board, with Undo", async () => {
    await page.getByRole("button", { name: "Projects", exact: true }).click();
    const pane = page.getByRole("complementary", { name: "Projects" });
    await pane.getByLabel("Name of a new project").fill("<b>Shop</b>");
    await pane.getByRole("button", { name: "Add project" }).click();
    const atWork = pane.getByRole("region", { name: "Projects at work" });
    await atWork.getByRole("button", { name: "Rename <b>Shop</b>" }).click();
    await page.keyboard.type("Cake shop");
    await page.keyboard.press("Enter");
    // The toast of the test before may still be there.
    await page
      .getByRole("status")
      .getByText(/Cake shop/)
      .waitFor();
    await undoOf(page, /Cake shop/).click();
    await atWork.getByRole("button", { name: "Rename <b>Shop</b>" }).click();
    await page.keyboard.type("Bakery");
    await page.keyboard.press("Escape");
    await atWork.getByRole("button", { name: "Archive <b>Shop</b>" }).click();
    const archived = pane.getByRole("region", { name: "Archived" });
    await archived.getByText("no tasks").waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await expect
      .poll(async () => (await stage.daemon.client.call("listProjects", { query: {} }))[0], {
        timeout: 30_000,
      })
      .toMatchObject({ name: "<b>Shop</b>", status: "archived" });
    await archived.getByRole("button", { name: "Restore <b>Shop</b>" }).click();
    await atWork.getByRole("button", { name: "Archive <b>Shop</b>" }).waitFor();
    await page.keyboard.press("Escape");
    await pane.waitFor({ state: "detached" });
    await page.keyboard.press("Control+k");
    await page.keyboard.type("shop");
    await page.getByRole("option", { name: /^<b>Shop<.b> BSB/ }).click();
    await page.waitForURL(/\/tasks\?project=/);
  });

  test("on a phone one column is shown, and a card opens as a sheet, in which a change can be taken back", async () => {
    const phone = await stage.office.newContext(PHONE);
    const small = await stage.office.logIn(phone, "/tasks?column=todo&lanes=assignee");
    await small.getByRole("button", { name: "Count the loaves" }).click();
    await small.getByRole("dialog", { name: "Task" }).getByLabel("Assignee").waitFor();
    expect(await seriousFindings(small)).toEqual([]);
    await small.goto(new URL("/tasks?projects=1", small.url()).href);
    await small.getByRole("button", { name: "Archive <b>Shop</b>" }).click();
    await small.getByRole("button", { name: "Undo" }).last().click();
    await small.getByRole("button", { name: "Archive <b>Shop</b>" }).waitFor();
    expect(await seriousFindings(small)).toEqual([]);
    await small.goto(new URL("/tasks?assignee=lead", small.url()).href);
    // Nothing of Lead is in progress or in review: what is to come is shown.
    await small.getByRole("button", { name: "Count the loaves" }).waitFor();
    await small.getByRole("button", { name: "New task" }).click();
    await small.getByRole("button", { name: "Add task" }).click();
    const title = small.getByRole("textbox", { name: "Title" });
    await small.getByText("Write what is to be done.").waitFor();
    expect(await title.getAttribute("aria-invalid")).toBe("true");
    expect((await title.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await seriousFindings(small)).toEqual([]);
    await phone.close();
  });

  test("the page has no error and breaks no policy", () => {
    expect(stage.office.problems).toEqual([]);
  });
});

function column(name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

function card(of: string, title: string): Locator {
  return column(of).getByRole("article", { name: title });
}

function readAssignee(title: string): () => Promise<string | undefined> {
  return async () => (await stage.daemon.client.call("listTasks", { query: { text: title } }))[0]?.assignee;
}

async function create(title: string, description: string): Promise<void> {
  await stage.daemon.client.call("createTask", {
    body: { title, description, status: "todo", assignee: "writer" },
  });
  await card("To do", title).waitFor();
}

/** Drags as a hand does: a press, a first small move, the way, a release. */
async function drag(from: Locator, to: Locator): Promise<void> {
  const start = await centre(from);
  const end = await findDropPoint(to);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 10, start.y + 10, { steps: 4 });
  await page.mouse.move(end.x, end.y, { steps: 12 });
  await page.mouse.up();
}

async function centre(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await boxAtRest(locator);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Below the head of a column, in the middle of a cell of a lane. */
async function findDropPoint(locator: Locator): Promise<{ x: number; y: number }> {
  const box = await boxAtRest(locator);
  return { x: box.x + box.width / 2, y: box.y + Math.min(80, box.height / 2) };
}
