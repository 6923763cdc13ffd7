/**
 * Connecting chat platforms from the page, in a real browser against a real daemon with the real processes of two
 * channels: a bot by its token, an account by its code.
 *
 * @requirement OFFICE-13
 */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createFakeTelegram, type FakeTelegram, needs, TELEGRAM_PERSON, waitFor } from "@tinyagi/testkit";
import { createFakeWhatsApp, type FakeWhatsApp, trustFakeWhatsApp } from "@tinyagi/testkit/fake-whatsapp";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import {
  DESKTOP,
  type OfficeBrowser,
  openOfficeBrowser,
  PHONE,
  seriousFindings,
} from "./support/office-browser.js";
import { confirmInOffice } from "./support/office-confirm.js";
import { openStage, type Stage } from "./support/stage.js";

const PRELOAD = new URL("../../packages/testkit/dist/fake-whatsapp/preload.js", import.meta.url);
/** The library of the page: a code is compared module by module. */
const { encode } = createRequire(new URL("../../apps/office/package.json", import.meta.url))("uqr") as {
  encode(text: string, options: object): { data: boolean[][]; size: number };
};
/** A loaded machine takes long for everything. */
const PATIENT = { timeout: 60_000 };
/** An answer of a daemon that cannot do what it is asked for. */
const BROKEN = {
  status: 500,
  contentType: "application/json",
  body: JSON.stringify({ error: "The disk is full. Free some space.", code: "INTERNAL" }),
};

let telegram: FakeTelegram;
let whatsapp: FakeWhatsApp;
let stage: Stage;
let daemon: Daemon;
let browser: OfficeBrowser;
let context: BrowserContext;
let page: Page;

describe("the channels", needs("chromium"), () => {
  beforeAll(async () => {
    trustFakeWhatsApp();
    telegram = await createFakeTelegram();
    whatsapp = await createFakeWhatsApp();
    stage = await openStage({
      env: { TINYAGI_WHATSAPP_URL: whatsapp.url },
      nodeFlags: ["--import", fileURLToPath(PRELOAD)],
      settings: {
        agents: { lead: { name: "Lead", provider: "demo", model: "" } },
        channels: { enabled: [], telegram: { api_root: telegram.url } },
      },
    });
    daemon = await stage.start();
    browser = await openOfficeBrowser(stage);
    context = await browser.newContext(DESKTOP);
    page = await browser.logIn(context, "/channels");
  });
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
    await whatsapp?.[Symbol.asyncDispose]();
    await telegram?.[Symbol.asyncDispose]();
  });

  test("a bot is connected by its token, which the platform checks before it is saved, by keyboard alone", async () => {
    await page.getByText("No channel is connected yet.").waitFor();
    await page.getByRole("button", { name: "Connect Telegram" }).focus();
    await page.keyboard.press("Enter");
    await pane().getByText("Open Telegram and search for @BotFather").waitFor();
    await pane().getByLabel("Bot token").focus();
    await page.keyboard.insertText("123456789:wrong-token-of-nobody");
    await pane()
      .getByText(/Unauthorized/)
      .waitFor();
    await pane().getByRole("button", { name: "Try again" }).waitFor();
    await expect(pane().getByRole("button", { name: "Use this token" }).isDisabled()).resolves.toBe(true);
    expect(JSON.stringify(await daemon.client.call("getSettings"))).not.toContain("wrong-token");

    await page.keyboard.press("ControlOrMeta+A");
    await page.keyboard.insertText(telegram.token);
    await pane().getByText("Telegram answers: this is @tiny_test_bot.").waitFor();
    await page.keyboard.press("Enter");
    await confirmInOffice(stage, page);
    await section("Telegram").getByText("Connected", { exact: true }).waitFor();
    await section("Telegram").getByText("@tiny_test_bot").waitFor();
    expect(JSON.stringify(await daemon.client.call("getSettings"))).not.toContain(telegram.token);
  });

  test("a stranger appears as they write, is approved, and the test message is reported when it arrived", async () => {
    telegram.say(TELEGRAM_PERSON.id, "hello");
    // The name is markup. It is text here, and nothing of it runs.
    const stranger = pane().getByRole("listitem").filter({ hasText: "<b>Eve</b>" });
    await stranger.getByText("Approve only if they tell you the same code").waitFor();
    await stranger.getByText("In a terminal").click();
    await stranger.getByText(/tinyagi pairing approve [A-Z2-9]{8}/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await stranger.getByRole("button", { name: "Approve <b>Eve</b>" }).press("Enter");
    await confirmInOffice(stage, page);
    await pane().getByRole("button", { name: "Send a test message" }).press("Enter");
    await pane().getByText("It arrived at <b>Eve</b>").waitFor();
    expect(telegram.shown(TELEGRAM_PERSON.id).map(({ text }) => text)).toContainEqual(
      expect.stringContaining("This is a test message"),
    );
    await page.keyboard.press("Escape");
    await pane().waitFor({ state: "detached" });

    const people = page.getByRole("region", { name: "Approved senders" });
    await people.getByLabel("Role of <b>Eve</b>").selectOption("member");
    await expect.poll(async () => (await approved())[0]?.role, PATIENT).toBe("member");
  });

  test("a second stranger is denied with an undo, and two senders become one person", async () => {
    telegram.say(99, "let me in", { from: { id: 99, first_name: "Mallory" } });
    const waiting = page.getByRole("region", { name: "Want to write" });
    await waiting.getByRole("button", { name: "Deny Mallory" }).press("Enter");
    await waiting.getByText("Mallory").waitFor({ state: "detached" });
    await page.getByRole("status").getByRole("button", { name: "Undo" }).last().press("Enter");
    await waiting.getByRole("button", { name: "Approve Mallory" }).press("Enter");
    await confirmInOffice(stage, page);
    const people = page.getByRole("region", { name: "Approved senders" });
    await people
      .getByLabel("Who Mallory is")
      .selectOption({ label: "Same person as <b>Eve</b> on telegram" });
    await confirmInOffice(stage, page);
    await expect
      .poll(async () => (await approved()).find(({ sender }) => sender === "Mallory")?.linkedTo, PATIENT)
      .toEqual({ channel: "telegram", senderId: String(TELEGRAM_PERSON.id) });
    await people.getByRole("button", { name: "Remove Mallory" }).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Remove" }).press("Enter");
    await people.getByText("Mallory").waitFor({ state: "detached" });
  });

  test("a reply that the platform refused says why, and is sent again from the page", async () => {
    telegram.fail({
      method: "sendMessage",
      with: { code: 403, description: "Forbidden: bot was blocked by the user" },
    });
    const senderId = String(TELEGRAM_PERSON.id);
    const message = "<script>document.title='owned'</script> the late answer";
    await daemon.client.call("createResponse", {
      body: { channel: "telegram", sender: "Eve", senderId, agent: "lead", message },
    });
    const list = page.getByRole("region", { name: "Not delivered" });
    const row = list.getByRole("listitem").filter({ hasText: "the late answer" });
    await row.getByText(/Failed permanently after 1 attempt: .*blocked by the user/).waitFor();
    await row.getByText("In a terminal").click();
    await row.getByText(/tinyagi channel retry \d+/).waitFor();
    await row.getByRole("button", { name: "Send again" }).press("Enter");
    await list.getByText("Every reply reached its person.").waitFor();
    await waitFor(
      () => telegram.shown(TELEGRAM_PERSON.id).some(({ text }) => text.includes("the late answer")),
      {
        what: "the reply to arrive",
      },
    );
    expect(await page.title()).not.toBe("owned");
  });

  test("an account is linked by the code that the page draws, and the page says when it is", async () => {
    await page.getByRole("button", { name: "Connect WhatsApp" }).press("Enter");
    await pane().getByRole("button", { name: "Show the code" }).press("Enter");
    await confirmInOffice(stage, page);
    const drawn = section("WhatsApp").getByRole("img", { name: /Code that links/ });
    await drawn.waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    // Codes change while the test looks: both are read until they belong to each other.
    let qr = "";
    await waitFor(
      async () => {
        qr = (await stateOf("whatsapp"))?.login?.qr ?? "";
        return qr !== "" && (await drawn.locator("path").last().getAttribute("d")) === toPath(qr);
      },
      { what: "the code of WhatsApp to be drawn", timeoutMs: 60_000 },
    );
    await whatsapp.scan(qr);
    await section("WhatsApp").getByText("Connected", { exact: true }).waitFor();
    await page.getByText("2 of 2 connected.").waitFor();
  });

  test("a channel is stopped, started and reset, the last after a question; a revoked token says so", async () => {
    await section("Telegram").getByRole("button", { name: "Stop Telegram" }).press("Enter");
    await section("Telegram").getByText("Stopped", { exact: true }).waitFor();
    telegram.revoke();
    await section("Telegram").getByRole("button", { name: "Start Telegram" }).press("Enter");
    await section("Telegram")
      .getByText(/no retry can help.*Unauthorized/)
      .waitFor();
    await page.getByText(/Telegram needs your help/).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await section("WhatsApp").getByRole("button", { name: "Reset WhatsApp" }).press("Enter");
    await page.getByRole("dialog").getByRole("button", { name: "Reset" }).press("Enter");
    await section("WhatsApp").getByText("Stopped", { exact: true }).waitFor();
  });

  test("people who cannot be read hide no reply, and a search that fails does not look like nothing found", async () => {
    const own = await browser.newContext(DESKTOP);
    await own.addInitScript("delete Navigator.prototype.serviceWorker");
    await own.route(/\/api\/(pairing|search)\b/, (route) => route.fulfill(BROKEN));
    const tab = await browser.logIn(own, "/channels");
    await tab.getByRole("alert").getByText("Who wants to write cannot be read. The disk is full.").waitFor();
    await tab.getByRole("region", { name: "Not delivered" }).getByText("Every reply reached").waitFor();
    await tab.keyboard.press("Control+k");
    await tab.keyboard.type("xyzzy");
    await tab.getByRole("dialog").getByText("Tasks and texts cannot be read. The disk is full.").waitFor();
    expect(await tab.getByText("Nothing has this name.").count()).toBe(0);
    await own.close();
  });

  test("on a phone it is one column, and a channel opens as a sheet", async () => {
    const phone = await browser.newContext(PHONE);
    const small = await browser.logIn(phone, "/channels?channel=discord");
    await small.getByRole("dialog", { name: "Channel" }).getByText("press New Application").waitFor();
    expect(await seriousFindings(small)).toEqual([]);
    expect(await small.evaluate("document.documentElement.scrollWidth")).toBe(PHONE.width);
    await phone.close();
  });

  test("the page has no error and breaks no policy", () => {
    expect(browser.problems).toEqual([]);
  });
});

function section(name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

function pane(): Locator {
  return page.getByRole("complementary", { name: "Channel" });
}

async function approved() {
  return (await daemon.client.call("listPairings")).approved;
}

async function stateOf(id: string) {
  return (await daemon.client.call("listChannels")).channels.find((channel) => channel.id === id);
}

/** The dark modules as the page draws them. */
function toPath(text: string): string {
  const { data } = encode(text, { ecc: "L", border: 4 });
  return data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join("");
}
