/**
 * Rooms, schedules and teams as a person uses them, in a real browser against a real daemon with demo agents.
 *
 * @requirement OFFICE-7
 * @requirement OFFICE-8
 * @requirement OFFICE-9
 */
import { join } from "node:path";
import { createSystemClock } from "@tinyagi/base";
import { openStore } from "@tinyagi/kernel";
import { needs, waitFor } from "@tinyagi/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { boxAtRest, hasFocus, PHONE, seriousFindings, tabTo } from "./support/office-browser.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const OWN = "<img src=x onerror='document.title=1'>";
const SETTINGS = {
  agents: {
    lead: { name: "Lead", provider: "demo", model: "" },
    coder: { name: `Coder ${OWN}`, provider: "demo", model: "" },
    writer: { name: "Writer", provider: "demo", model: "" },
  },
  teams: {
    dev: { name: "Dev", agents: ["lead", "coder"], leader_agent: "lead" },
    press: { name: "Press", agents: ["writer"], leader_agent: "writer" },
  },
  execution: { maxAttempts: 1 },
};
/** Older posts of a room that was written in before. */
const OLDER = 2_000;
/** Posts that the page reads at once. */
const PAGE = 100;
/** A list that was just opened may still go to its end by itself. */
const JUMP_FROM_END = `(() => {
  const box = document.querySelector("[role=log]");
  if (box.scrollHeight - box.scrollTop - box.clientHeight < 80) box.scrollTop = 0;
})()`;
const JUMP_TO_END = `(() => {
  const box = document.querySelector("[role=log]");
  box.scrollTop = box.scrollHeight;
})()`;

/** An answer of a daemon that cannot do what it is asked for. */
const BROKEN = {
  status: 500,
  contentType: "application/json",
  body: JSON.stringify({ error: "The disk is full. Free some space.", code: "INTERNAL" }),
};

/** A zone in which no one runs these tests. */
const FAR = "Pacific/Kiritimati";
/** The size of the smallest text on the page, in pixels. */
const SMALLEST_TEXT = `Math.min(...[...document.body.querySelectorAll("*")]
  .filter((one) => one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== ""))
  .map((one) => Number.parseFloat(getComputedStyle(one).fontSize)))`;

let opened: OfficeStage;
let page: Page;

describe("the company", needs("chromium"), () => {
  beforeAll(async () => {
    opened = await openOfficeStage({ settings: SETTINGS, path: "/rooms" });
    page = opened.page;
  });
  afterAll(() => opened?.[Symbol.asyncDispose]());

  test("an agent's post arrives live, as Markdown that does nothing, and counts as unread elsewhere", async () => {
    await page.getByRole("link", { name: /#press/ }).click();
    await page.getByText("No posts yet").last().waitFor();
    await say("lead", `[#dev: **Tests** pass. ${OWN} @coder]`);
    await page.getByRole("link", { name: /#dev .*1 new/ }).waitFor();
    const inSidebar = page.getByRole("link", { name: /^Rooms\s*1 new post/ });
    await inSidebar.waitFor();
    await page.getByRole("link", { name: /#dev/ }).click();
    const post = log().getByRole("article", { name: "Lead" });
    await post.getByText("Tests", { exact: true }).waitFor();
    expect(await log().locator("img, script").count()).toBe(0);
    expect(await page.title()).toContain("Rooms");
    // The line and the newest post are on the screen: the room counts as read, for every browser.
    await page.getByRole("link", { name: /#dev .*1 new/ }).waitFor({ state: "detached" });
    await inSidebar.waitFor({ state: "detached" });
    expect(await opened.daemon.client.call("listRooms")).toMatchObject([{ id: "dev", unread: 0 }, {}]);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("a post by keyboard alone completes a name, reaches every member, and shows its work", async () => {
    const field = page.getByRole("textbox", { name: "Message to #dev" });
    await field.focus();
    await page.keyboard.type("Good morning @co");
    await page.getByRole("option", { name: /coder/ }).waitFor();
    expect(await page.getByRole("option").count()).toBe(1);
    await page.keyboard.press("Tab");
    await page.keyboard.type("please look");
    await page.keyboard.press("Enter");
    const mine = log().getByRole("article", { name: "You" });
    await mine.getByText("Good morning @coder please look").waitFor();
    await mine.getByText("Read 2 answers", { exact: true }).click();
    for (const name of ["Lead", `Coder ${OWN}`])
      await mine.getByRole("listitem").filter({ hasText: name }).getByText("Done").waitFor();
    expect(await mine.getByRole("link", { name: "Open run", exact: true }).getAttribute("href")).toMatch(
      /^\/runs\/?\?conversation=conv_/,
    );
    await page.getByRole("complementary", { name: "In the room" }).getByText("tinyagi chatroom dev").first();
  });

  test("a long room opens at its newest post, goes to the first unread one, and offers what is new", async () => {
    await seedPosts("press", OLDER);
    await page.reload();
    await page.getByRole("link", { name: /#press/ }).click();
    await log().getByText(`post ${OLDER}`, { exact: true }).waitFor();
    expect(await log().getByRole("article").count()).toBeLessThan(60);
    // As somebody who drags the bar to its beginning: the page before is read, and what is read stays in its place.
    const before = log().getByText(`post ${OLDER - PAGE}`, { exact: true });
    await waitFor(async () => {
      await page.evaluate(JUMP_FROM_END);
      return (await before.count()) > 0;
    });
    const top = (await log().boundingBox())?.y ?? 0;
    const stayed = await log()
      .getByText(`post ${OLDER - PAGE + 1}`, { exact: true })
      .boundingBox();
    expect(stayed?.y).toBeGreaterThanOrEqual(top);
    expect(stayed?.y).toBeLessThan(top + 100);
    await page.getByRole("button", { name: "First unread" }).click();
    await page.getByRole("separator", { name: "New posts" }).waitFor();
    await log().getByText("post 1", { exact: true }).waitFor();
    await say("writer", "[#press: the newest]");
    await page.getByRole("button", { name: "1 new", exact: true }).click();
    await log().getByText("the newest", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Mark read" }).waitFor({ state: "detached" });
  });

  test("older posts that cannot be read, and a room that cannot be marked as read, are said once and not asked for again and again", async () => {
    // Another tab would mark the room.
    const room = page.url();
    await page.goto(new URL("/chat", room).href);
    const context = await opened.office.newContext();
    await context.addInitScript("delete Navigator.prototype.serviceWorker");
    const asked = { older: 0, marks: 0 };
    const isOlder = (url: URL): boolean => url.searchParams.has("before_id");
    await context.route(isOlder, (route) => {
      asked.older += 1;
      return route.fulfill(BROKEN);
    });
    await context.route("**/api/chatroom/press/read", (route) => {
      asked.marks += 1;
      return route.fulfill(BROKEN);
    });
    const own = await opened.office.logIn(context, "/rooms?room=press");
    const posts = own.getByRole("log");
    await posts.getByText("the newest", { exact: true }).waitFor();
    await say("writer", "[#press: not to be marked]");
    await own.getByRole("alert").getByText("The room was not marked as read.").waitFor();
    await waitFor(async () => {
      await own.evaluate(JUMP_FROM_END);
      return asked.older > 0;
    });
    const problem = own.getByRole("alert").filter({ hasText: "Could not read more." });
    await problem.getByText("The disk is full").waitFor();
    // A later post is drawn, read and marked, once. What asks again and again has done so by then.
    const { older } = asked;
    await say("writer", "[#press: nor is this]");
    await waitFor(async () => {
      await own.evaluate(JUMP_TO_END);
      return asked.marks > 1;
    });
    await posts.getByText("nor is this").waitFor();
    expect(asked).toEqual({ older, marks: 2 });
    await context.unroute(isOlder);
    await problem.getByRole("button", { name: "Try again" }).click();
    await problem.waitFor({ state: "detached" });
    await context.close();
    await page.goto(room);
    await page.getByText("not to be marked").first().waitFor();
  });

  test("a link to a post goes to it, however old it is; one to a post that is gone says so", async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    const newest = log().getByRole("article", { name: "Writer" }).last();
    await newest.getByRole("button", { name: "Copy link to this post" }).click();
    const link = new URL(await page.evaluate<string>("navigator.clipboard.readText()"));
    const id = Number(link.searchParams.get("post"));
    expect(link.searchParams.get("room")).toBe("press");
    const old = id - OLDER + 4;
    link.searchParams.set("post", String(old));
    await page.goto(link.href);
    const target = log().locator("article[aria-current]");
    await target.waitFor();
    const { client } = opened.daemon;
    const query = { limit: 1, before_id: old + 1 };
    const [post] = await client.call("chatroom", { params: { id: "press" }, query });
    await target.getByText(post?.message ?? "", { exact: true }).waitFor();
    await waitFor(async () => {
      const [box, view] = [await target.boundingBox(), await log().boundingBox()];
      return box !== null && view !== null && box.y >= view.y && box.y + box.height <= view.y + view.height;
    });
    expect(await seriousFindings(page)).toEqual([]);
    link.searchParams.set("post", "999999999");
    await page.goto(link.href);
    await page.getByRole("status").getByText("is not in the room").waitFor();
  });

  test("on a phone a room is a page of its own, its draft stays, and the members are a sheet", async () => {
    const phone = await opened.office.newContext(PHONE);
    const small = await opened.office.logIn(phone, "/rooms");
    await small.getByRole("link", { name: /#dev/ }).click();
    await small.getByRole("textbox", { name: "Message to #dev" }).fill("half a thought");
    await small.reload();
    expect(await small.getByRole("textbox", { name: "Message to #dev" }).inputValue()).toBe("half a thought");
    await small.getByRole("button", { name: "In the room" }).click();
    await small.getByRole("dialog", { name: "Members" }).getByText("Lead").waitFor();
    expect(await seriousFindings(small)).toEqual([]);
    expect(await small.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await phone.close();
  });

  test("a schedule is created from words that the daemon reads while they are typed", async () => {
    await page.goto(page.url().replace(/\/rooms.*/, "/schedules"));
    await page.getByRole("heading", { name: "Let something happen by itself" }).waitFor();
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New schedule" });
    // An empty form says what it needs, beside each field, and goes to the first one.
    await dialog.getByRole("button", { name: "Create" }).click();
    await dialog.getByRole("alert").getByText("Choose an agent or a team").waitFor();
    expect(await hasFocus(dialog.getByLabel("When, in words or as cron"))).toBe(true);
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByLabel("When, in words or as cron").fill("every blue moon");
    await dialog.getByRole("alert").getByText("Not understood").waitFor();
    await dialog.getByLabel("When, in words or as cron").fill("every weekday at 6:00");
    await dialog.getByText("0 6 * * 1-5", { exact: true }).waitFor();
    expect(await dialog.locator("#schedule-times time").count()).toBe(5);
    await dialog.getByLabel("For").selectOption("dev");
    await dialog.getByLabel("Message").fill(`Check ${OWN}`);
    await dialog.getByLabel("Name").fill("backups");
    await dialog.getByText("In a terminal").click();
    await dialog.getByText(/--agent dev --cron '0 6 \* \* 1-5'/).waitFor();
    // The address says that the form is open, and what is not saved stays in this browser.
    await page.reload();
    await expect.poll(() => dialog.getByLabel("Name").inputValue()).toBe("backups");
    await dialog.getByRole("button", { name: "Create" }).click();
    await page.getByRole("row", { name: /backups At 0?6:00.* Monday through Friday/ }).waitFor();
    expect(await opened.daemon.client.call("listSchedules")).toMatchObject([
      { label: "backups", cron: "0 6 * * 1-5", agentId: "dev", timeZone: expect.any(String) },
    ]);
  });

  test("a schedule runs now, is turned off, edited, and deleted with a way back", async () => {
    const inspector = page.getByRole("complementary", { name: "Schedule" });
    await inspector.getByRole("region", { name: "Next times" }).getByRole("listitem").nth(4).waitFor();
    await tabTo(page, inspector.getByRole("button", { name: "Run now" }));
    await page.keyboard.press("Enter");
    const history = inspector.getByRole("region", { name: "History" });
    await history.getByText("Sent").waitFor();
    expect(await history.getByRole("link", { name: "Open run" }).getAttribute("href")).toMatch(/conv_/);
    await tabTo(page, inspector.getByRole("button", { name: "Turn off" }));
    await page.keyboard.press("Enter");
    await page.getByRole("row", { name: /backups .*Turned off/ }).waitFor();
    await inspector.getByRole("button", { name: "Edit" }).click();
    const dialog = page.getByRole("dialog", { name: "Change backups" });
    await dialog.getByLabel("When, in words or as cron").fill("mondays at 9:30");
    await dialog.getByText("30 9 * * 1", { exact: true }).waitFor();
    await dialog.getByRole("button", { name: "Save" }).click();
    await page.getByRole("row", { name: /backups .*Monday/ }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await inspector.getByRole("button", { name: "Delete" }).click();
    await page.getByRole("row", { name: /backups/ }).waitFor({ state: "detached" });
    await page.getByRole("status").getByRole("button", { name: "Undo" }).last().click();
    await page.getByRole("row", { name: /backups/ }).waitFor();
    expect(await opened.daemon.client.call("listSchedules")).toHaveLength(1);
  });

  test("a week shows what was sent, what is due and what was missed, as the daemon says", async () => {
    await opened.daemon.client.call("createSchedule", {
      body: { agentId: "lead", message: "Sum up", cron: "* * * * *", label: "minutes", overlap: "allow" },
    });
    await seedMissed("minutes");
    await tabTo(page, page.getByRole("radio", { name: "List" }));
    await page.keyboard.press("ArrowRight");
    const week = page.getByRole("region", { name: "Week", exact: true });
    const minutes = week.getByRole("button", { name: /^minutes .*4 missed/ });
    await minutes.waitFor();
    await minutes.getByText(/\d+( or more)? due/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    const { days } = await opened.daemon.client.call("scheduleWeek");
    const named = ({ label }: { label: string }) => label === "minutes";
    const due = days.filter(({ schedules }) => schedules.some(named)).length;
    expect(await week.getByRole("button", { name: /^minutes/ }).count()).toBe(due);
    await week.getByRole("button", { name: "The week after" }).click();
    await expect.poll(() => week.getByRole("button", { name: /^minutes/ }).count()).toBe(7);
    expect(new URL(page.url()).searchParams.get("week")).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    await week
      .getByRole("button", { name: /^minutes/ })
      .first()
      .click();
    await page.getByRole("complementary", { name: "Schedule" }).getByText("Every minute").waitFor();
    await opened.daemon.client.call("deleteSchedule", { params: { id: "minutes" } });
    await week
      .getByRole("button", { name: /^minutes/ })
      .first()
      .waitFor({ state: "detached" });
    await week.getByRole("button", { name: "This week" }).click();
    await page.getByText("List", { exact: true }).click();
  });

  test("a schedule that someone else creates or removes shows at once, also on a phone", async () => {
    const phone = await opened.office.newContext(PHONE);
    const small = await opened.office.logIn(phone, "/schedules");
    await small.getByRole("row", { name: /backups/ }).waitFor();
    const body = { agentId: "lead", message: "Sum up", cron: "0 18 * * *", label: "evening" };
    await opened.daemon.client.call("createSchedule", { body: { ...body, timeZone: FAR } });
    // Its clock is another than the reader's: both are named.
    await small.getByRole("row", { name: new RegExp(`evening .*${FAR}.*your time`) }).click();
    const sheet = small.getByRole("dialog", { name: "Schedule" });
    await sheet.getByText("Next five").waitFor();
    await sheet.getByText(/These times are in your zone/).waitFor();
    expect(await small.evaluate(SMALLEST_TEXT)).toBeGreaterThanOrEqual(12);
    expect(await seriousFindings(small)).toEqual([]);
    expect(await small.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    await opened.daemon.client.call("deleteSchedule", { params: { id: "backups" } });
    await page.getByRole("row", { name: /backups/ }).waitFor({ state: "detached" });
    await phone.close();
  });

  test("a member is moved by drag and by keyboard, leads, and goes back by Undo", async () => {
    await page.goto(page.url().replace(/\/schedules.*/, "/teams"));
    await drag(member("Dev", /^Coder/), page.getByRole("region", { name: "Press" }));
    await member("Press", /^Coder/).waitFor();
    await expect
      .poll(() => teams(), { timeout: 30_000 })
      .toMatchObject({
        dev: { agents: ["lead"], leader_agent: "lead" },
        press: { agents: ["writer", "coder"], leader_agent: "writer" },
      });
    await page.getByRole("status").getByRole("button", { name: "Undo" }).last().click();
    await member("Dev", /^Coder/).waitFor();
    await expect.poll(() => teams(), { timeout: 30_000 }).toMatchObject({ press: { agents: ["writer"] } });

    // By keyboard alone. The focus follows the card, so that it can be moved on.
    await moveByKeys(member("Dev", /^Coder/), "Press");
    await member("Press", /^Coder/).waitFor();
    await moveByKeys(member("Press", /^Coder/), "Dev", false);
    await expect.poll(() => teams(), { timeout: 30_000 }).toMatchObject({ press: { agents: ["writer"] } });
    await moveByKeys(member("Dev", /^Coder/), "Lead this team");
    await member("Dev", /^Coder/)
      .getByText("leads")
      .waitFor();
    await expect.poll(() => teams(), { timeout: 30_000 }).toMatchObject({ dev: { leader_agent: "coder" } });
    expect(await page.locator("main img").count()).toBe(0);
    // The only member of a team cannot leave it: the page says so, and shows what is true.
    await moveByKeys(member("Press", /^Writer/), "No team");
    await page
      .getByRole("alert")
      .getByText(/only member/)
      .waitFor();
    await member("Press", /^Writer/).waitFor();
  });

  test("moves that follow each other fast are made in their order, however slow the first one is", async () => {
    let release = (): void => {};
    const isSlow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = /\/api\/teams\/press\/members/;
    await page.route(first, (route) => isSlow.then(() => route.continue()), { times: 1 });
    await moveByKeys(member("Dev", /^Lead/), "Press");
    await moveByKeys(member("Press", /^Lead/), "No team", false);
    const loose = page.getByRole("region", { name: "Without a team" }).getByRole("article", { name: "Lead" });
    await loose.waitFor();
    // What is read meanwhile puts no card back.
    await opened.daemon.client.call("putTeam", {
      params: { id: "press" },
      body: { ...(await teams()).press, name: "Press" },
    });
    release();
    await moveByKeys(loose, "Dev", false);
    await expect
      .poll(() => teams(), { timeout: 30_000 })
      .toMatchObject({ dev: { agents: ["coder", "lead"] }, press: { agents: ["writer"] } });
    await member("Dev", /^Lead/).waitFor();
    expect(await page.getByRole("alert").filter({ hasText: "Nothing was moved" }).count()).toBe(0);
  });

  test("a team's settings are saved, and its chart shows who reports to whom and what waits", async () => {
    await page.getByRole("button", { name: /^Dev/ }).click();
    const inspector = page.getByRole("complementary", { name: "Team" });
    await inspector.getByLabel("One by one").check();
    await inspector.getByLabel("Handoffs in a row").fill("3");
    await inspector.getByLabel("Dollars a day").fill("12.5");
    await inspector.getByRole("button", { name: "Save 3 changes" }).click();
    await page.getByRole("status").getByText("3 changes saved").waitFor();
    expect((await teams()).dev).toMatchObject({ join: "stream", limits: { hops: 3 }, budget: { usd: 12.5 } });
    expect(await inspector.getByRole("link", { name: "Room #dev" }).getAttribute("href")).toContain(
      "room=dev",
    );
    expect(await seriousFindings(page)).toEqual([]);

    await tabTo(page, page.getByRole("radio", { name: "Teams" }));
    await page.keyboard.press("ArrowRight");
    await opened.daemon.client.call("sendMessage", { body: { agent: "writer", message: "#demo hang" } });
    await member("Press", /^Writer/)
      .getByRole("img", { name: "1 message runs, nothing waits" })
      .waitFor();
    const below = page.getByRole("region", { name: "Dev" }).getByRole("region", { name: "Press" });
    await drag(member("Press", /^Writer/), page.getByRole("region", { name: "Dev" }));
    await below.waitFor();
    await moveByKeys(member("Press", /^Writer/), "You");
    await below.waitFor({ state: "detached" });
    await moveByKeys(member("Press", /^Writer/), "Dev", false);
    await below.waitFor();
    await expect
      .poll(() => teams(), { timeout: 30_000 })
      .toMatchObject({
        dev: { agents: ["coder", "lead", "writer"] },
        press: { agents: ["writer"], leader_agent: "writer" },
      });
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("a team is created from a template, and deleted after its losses are named", async () => {
    await page.keyboard.press("c");
    const dialog = page.getByRole("dialog", { name: "New team" });
    await dialog.getByLabel("Name").fill("Nobody");
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").getByText("Choose at least one member.").waitFor();
    await dialog.getByLabel("Name").fill("");
    await dialog.getByText("Operations").click();
    await dialog.getByLabel("Provider").selectOption("demo");
    await dialog.getByRole("button", { name: "Create team" }).click();
    await page
      .getByRole("region", { name: "Operations" })
      .getByRole("article", { name: "Support" })
      .waitFor();
    expect((await teams()).operations).toMatchObject({ leader_agent: "chief" });
    const instructions = { params: { id: "bookkeeper" } };
    // The team shows as soon as it is saved; the texts follow.
    await expect
      .poll(() => opened.daemon.client.call("getSystemPrompt", instructions), { timeout: 30_000 })
      .toMatchObject({ content: expect.stringContaining("no amount comes as a surprise") });
    const inspector = page.getByRole("complementary", { name: "Team" });
    await inspector.getByRole("button", { name: "Delete" }).click();
    const question = page.getByRole("dialog", { name: "Delete the team Operations?" });
    await question.getByText(/Its 4 agents, their files and past conversations stay/).waitFor();
    await question.getByRole("button", { name: "Delete the team" }).click();
    await page.getByRole("region", { name: "Operations" }).waitFor({ state: "detached" });
    await member("Without a team", /^Support/).waitFor();
  });

  test("on a phone teams fit, and a change of someone else shows at once", async () => {
    const phone = await opened.office.newContext(PHONE);
    const small = await opened.office.logIn(phone, "/teams");
    await small
      .getByRole("region", { name: "Dev" })
      .getByRole("article", { name: /^Coder/ })
      .waitFor();
    // Two stand in a row, and a tap leads on from each.
    const outside = small.getByRole("region", { name: "Without a team" }).getByRole("article");
    const [left, right] = [await outside.nth(0).boundingBox(), await outside.nth(1).boundingBox()];
    expect(right?.y).toBe(left?.y);
    expect(left?.height).toBeLessThanOrEqual(56);
    await outside.nth(0).getByRole("button").tap();
    const sheet = small.getByRole("dialog", { name: /^Move / });
    expect(await sheet.getByRole("link", { name: "Open the agent" }).getAttribute("href")).toMatch(/agent=/);
    expect(await seriousFindings(small)).toEqual([]);
    await sheet.getByRole("button", { name: "Cancel" }).tap();
    const body = { agent: "support", lead: true };
    await opened.daemon.client.call("addTeamMember", { params: { id: "press" }, body });
    await small.getByRole("region", { name: "Press" }).getByText("Support").waitFor();
    expect(await small.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
    expect(await seriousFindings(small)).toEqual([]);
    await phone.close();
  });

  test("the pages have no error and break no policy", () => {
    expect(opened.office.problems).toEqual([]);
  });
});

function log(): Locator {
  return page.getByRole("log", { name: "Messages" });
}

function member(team: string, name: RegExp): Locator {
  return page.getByRole("region", { name: team, exact: true }).getByRole("article", { name });
}

function teams() {
  return opened.daemon.client.call("listTeams");
}

/** Opens the places of a card, goes to one of them with the arrows, and chooses it. */
async function moveByKeys(card: Locator, place: string, byTab = true): Promise<void> {
  const button = card.getByRole("button", { name: /^Move / });
  if (byTab) await tabTo(page, button);
  else await expect.poll(() => hasFocus(button)).toBe(true);
  await page.keyboard.press("Enter");
  const choice = page
    .getByRole("dialog", { name: /^Move / })
    .getByRole("button", { name: place, exact: true });
  await choice.waitFor();
  for (let i = 0; i < 10 && !(await hasFocus(choice)); i += 1) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
}

/** Drags as a hand does: a press, a first small move, the way, a release. */
async function drag(from: Locator, to: Locator): Promise<void> {
  const start = await boxAtRest(from);
  const end = await boxAtRest(to.getByRole("heading").first());
  // On the card's edge, where nothing else takes the press.
  await page.mouse.move(start.x + 4, start.y + 4);
  await page.mouse.down();
  await page.mouse.move(start.x + 14, start.y + 14, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 12 });
  await page.mouse.up();
}

/** A demo agent answers with these words. */
async function say(agent: string, words: string): Promise<void> {
  await opened.daemon.client.call("sendMessage", { body: { agent, message: `#demo say ${words}` } });
}

/** Writes what the history says after a night without the daemon: 4 times of today were missed. */
async function seedMissed(label: string): Promise<void> {
  const path = join(opened.stage.place.home, "tinyagi.db");
  await using store = openStore({ path, clock: createSystemClock() });
  const row = store.schedules.byLabel(label);
  const due = {
    schedule_id: row?.id ?? "",
    due_at: Date.now() - 1,
    conversation_id: null,
    created_at: Date.now(),
  };
  const reason = "missed: the daemon was not running (4 due times)";
  await store.write(() => store.schedules.addRun({ ...due, status: "skipped", reason, missed: 4 }));
}

/** Writes posts of an agent as a long history would have them. */
async function seedPosts(team: string, count: number): Promise<void> {
  const path = join(opened.stage.place.home, "tinyagi.db");
  await using store = openStore({ path, clock: createSystemClock() });
  await store.write(() => {
    for (let i = 1; i <= count; i += 1)
      store.history.addChatMessage({
        team_id: team,
        from_agent: "writer",
        message: `post ${i}`,
        created_at: Date.now() - (count - i) * 60_000,
      });
  });
}
