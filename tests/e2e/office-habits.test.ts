/**
 * What people and their browsers do with TinyOffice: networks that end in the middle, two tabs, input methods, translators,
 * pastes of all kinds, and names in every script.
 *
 * @requirement OFFICE-1
 */
import { needs, waitFor } from "@tinyagi/testkit";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const FAMILY = "Designer 👩\u200d👩\u200d👧\u200d👦";
const HOSTILE = `O'Neil "Legal" / <b>Contracts</b>`;
const SETTINGS = {
  default_agent: "writer",
  agents: {
    writer: { name: "Writer", provider: "demo", model: "" },
    designer: { name: FAMILY, provider: "demo", model: "" },
    legal: { name: HOSTILE, provider: "demo", model: "" },
    support: { name: "دعم العملاء", provider: "demo", model: "" },
  },
};
const TIMEOUT_MS = 120_000;
const SEND = /\/api\/message$/;

/** What the translator of a browser does: each text gives way to elements with another text. */
const TRANSLATE = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    if (node.data.trim() !== "" && !node.parentElement.closest("script,style,font,textarea")) texts.push(node);
  for (const text of texts) {
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    inner.textContent = "[" + text.data + "]";
    outer.append(inner);
    text.replaceWith(outer);
  }
  return texts.length;
})()`;

let stage: OfficeStage;
let page: Page;
const field = (on: Page = page): Locator => on.getByLabel("Message", { exact: true });
const goTo = (path: string, on: Page = page) => on.goto(new URL(path, stage.page.url()).href);
const conversations = (text: string) =>
  stage.daemon.client
    .call("listConversations", { query: { limit: 200 } })
    .then((all) => all.filter((one) => one.text.includes(text)));

async function write(text: string): Promise<void> {
  await goTo("/chat?new=1&to=writer");
  await field().fill(text);
}

/** The daemon gets the message, and the page gets no answer. */
async function loseAnswer(): Promise<void> {
  await page.route(
    SEND,
    async (route) => {
      await route.fetch();
      await route.abort("connectionreset");
    },
    { times: 1 },
  );
}

/** Of the page, where the function below runs. */
declare function getComputedStyle(element: unknown): Readonly<Record<string, string>>;

function styleOf(target: Locator, name: string): Promise<string | undefined> {
  return target.evaluate((element, property) => getComputedStyle(element)[property], name);
}

function press(key: string, more: object): Promise<unknown> {
  return field().dispatchEvent("keydown", { key, bubbles: true, cancelable: true, ...more });
}

/** @param texts by type @param files names of pictures @returns whether the page leaves it to the browser */
function paste(texts: Readonly<Record<string, string>>, files: readonly string[] = []): Promise<boolean> {
  return page.evaluate<boolean>(`(() => {
    const { texts, files } = ${JSON.stringify({ texts, files })};
    const data = new DataTransfer();
    for (const [type, text] of Object.entries(texts)) data.setData(type, text);
    for (const name of files) data.items.add(new File(["x"], name, { type: "image/png" }));
    const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
    return document.querySelector("main textarea").dispatchEvent(event);
  })()`);
}

describe("TinyOffice as people use it", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS });
    page = stage.page;
  }, TIMEOUT_MS);
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test("a message whose answer was lost is sent once, however often it is sent", async () => {
    await write("Order the flour");
    await loseAnswer();
    await page.keyboard.press("Enter");
    await waitFor(async () => (await conversations("Order the flour")).length === 1);
    // It was sent in vain, as far as the page knows.
    await waitFor(async () => (await field().inputValue()) === "Order the flour");
    expect(await conversations("Order the flour")).toHaveLength(1);
    await field().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/chat\?id=/);
    expect(await conversations("Order the flour")).toHaveLength(1);
    await write("Order the flour");
    await page.keyboard.press("Enter");
    await waitFor(async () => (await conversations("Order the flour")).length === 2);
  });

  test("a reload in the middle of sending neither loses the message nor sends it twice", async () => {
    await write("Order the butter");
    await loseAnswer();
    await page.keyboard.press("Enter");
    await waitFor(async () => (await conversations("Order the butter")).length === 1);
    await goTo("/chat?new=1&to=writer");
    expect(await field().inputValue()).toBe("Order the butter");
    await field().focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/chat\?id=/);
    expect(await conversations("Order the butter")).toHaveLength(1);
  });

  test("a double click on Send sends once", async () => {
    await write("Order the eggs");
    await page.getByRole("button", { name: /^Send/ }).dblclick();
    await page.waitForURL(/\/chat\?id=/);
    expect(await conversations("Order the eggs")).toHaveLength(1);
  });

  test("two tabs show the same draft, and what one of them sent is not offered by the other", async () => {
    await write("Order the sugar");
    const other = await stage.office.open(stage.context, "/chat?new=1&to=writer");
    await waitFor(async () => (await field(other).inputValue()) === "Order the sugar");
    await field(other).fill("Order the sugar today");
    await waitFor(async () => (await field().inputValue()) === "Order the sugar today");
    await field(other).focus();
    await other.keyboard.press("Enter");
    await other.waitForURL(/\/chat\?id=/);
    await waitFor(async () => (await field().inputValue()) === "");
    await other.close();
  });

  test.each([{ isComposing: true }, { keyCode: 229 }])(
    "Enter that ends a word of an input method sends nothing (%j)",
    async (composing) => {
      await write("他说 @wr");
      await press("Enter", composing);
      expect(await field().inputValue()).toBe("他说 @wr");
      expect(await conversations("他说")).toEqual([]);
    },
  );

  test("a long paste becomes a file, a picture is attached, and of a table the text is taken", async () => {
    await write("");
    const files = page.getByRole("list", { name: "Files to send" });
    await paste({ "text/plain": "word ".repeat(200_000) });
    await files.getByText("pasted-text.txt").waitFor();
    expect(await field().inputValue()).toBe("");
    await paste({}, ["photo.png"]);
    await files.getByText("photo.png").waitFor();
    // The page leaves it to the browser, which puts the text into the field.
    expect(await paste({ "text/plain": "1\t2", "text/html": "<table>" }, ["table.png"])).toBe(true);
    expect(await files.getByText("table.png").count()).toBe(0);
  });

  test("a page that the browser translates goes on: texts change, come and go", async () => {
    for (const path of ["/", "/chat", "/runs", "/queue", "/agents", "/logs", "/tasks"]) {
      await goTo(path);
      await page.getByText("Live").first().waitFor({ state: "attached" });
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      expect(Number(await page.evaluate(TRANSLATE))).toBeGreaterThan(10);
      const body = { agent: "writer", channel: "web", sender: "You", message: `News for ${path} #demo hang` };
      const sent = await stage.daemon.client.call("sendMessage", { body });
      await page.evaluate(TRANSLATE);
      await stage.daemon.client.call("cancelConversation", { params: { id: sent.conversationId } });
      await page.locator("nav a[href='/spend']").first().click();
      await page.waitForURL(/\/spend/);
      await page.getByRole("heading", { name: "Spend" }).first().waitFor();
    }
    await goTo("/runs");
    await page.getByRole("row").nth(1).waitFor();
    await page.evaluate(TRANSLATE);
    const body = { agent: "legal", channel: "web", sender: "You", message: "A row that comes #demo hang" };
    const sent = await stage.daemon.client.call("sendMessage", { body });
    await page.getByRole("row").filter({ hasText: "A row that comes" }).waitFor();
    await page.evaluate(TRANSLATE);
    await stage.daemon.client.call("cancelConversation", { params: { id: sent.conversationId } });
    await page.getByRole("row").filter({ hasText: "A row that comes" }).getByText("Cancelled").waitFor();
    expect(stage.office.problems).toEqual([]);
  });

  test("names are shown as they are, whatever is in them", async () => {
    await goTo("/agents");
    await page.getByText(FAMILY).first().waitFor();
    await page.getByText(HOSTILE).first().waitFor();
    const rtl = page.getByText("دعم العملاء").first();
    await rtl.waitFor();
    expect(await styleOf(rtl, "unicodeBidi")).toBe("plaintext");
  });

  test("ages are those of the daemon when the clock of the browser is wrong", async () => {
    await stage.daemon.client.call("sendMessage", {
      body: { agent: "support", channel: "web", sender: "You", message: "What time is it?" },
    });
    const wrong = await stage.office.open(stage.context, "/");
    await wrong.clock.setSystemTime(Date.now() + 3 * 3_600_000);
    await goTo("/runs", wrong);
    const row = wrong.getByRole("row").filter({ hasText: "What time is it?" });
    await row.waitFor();
    await waitFor(async () => !/\b[23] h\b/.test((await row.textContent()) ?? ""));
    await wrong.close();
  });

  test("in forced colours a line marks what is chosen and what has the focus", async () => {
    const outline = (target: Locator) => styleOf(target, "outlineStyle");
    await page.emulateMedia({ forcedColors: "active" });
    await goTo("/runs");
    await page.getByRole("row").nth(1).waitFor();
    expect(await outline(page.locator("nav a[href='/runs']").first())).toBe("solid");
    expect(await outline(page.locator("nav a[href='/tasks']").first())).toBe("none");
    const states = page.getByRole("group", { name: "State" });
    expect(await outline(states.locator("label").filter({ hasText: "All" }))).toBe("solid");
    expect(await outline(states.locator("label").filter({ hasText: "Failed" }))).toBe("none");
    await page.keyboard.press("/");
    const search = page.getByRole("search", { name: "Which runs" }).locator("label").first();
    expect(await outline(search)).toBe("solid");
    await page.emulateMedia({ forcedColors: "none" });
  });

  test("Back and Forward after a window leave the page as it was", async () => {
    await goTo("/runs");
    await page.getByRole("row").nth(1).waitFor();
    await page.locator("nav a[href='/tasks']").first().click();
    await page.getByRole("heading", { name: "Tasks" }).first().waitFor();
    await page.keyboard.press("c");
    await page.getByRole("dialog").waitFor();
    await page.goBack();
    await page.waitForURL(/\/runs/);
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.goForward();
    await page.getByRole("heading", { name: "Tasks" }).first().waitFor();
    expect(stage.office.problems).toEqual([]);
  });
});
