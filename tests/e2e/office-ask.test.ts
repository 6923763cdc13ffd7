/**
 * Questions about TinyAGI, and a model for one message, as a person uses them in a real browser.
 *
 * @requirement OFFICE-7
 */
import { join } from "node:path";
import { needs } from "@tinyagi/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { PHONE, seriousFindings } from "./support/office-browser.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const SETTINGS = {
  agents: {
    coder: { name: "Coder", provider: "anthropic", model: "sonnet" },
    helper: { name: "Helper", provider: "demo", model: "" },
  },
  ask: { agent: "helper" },
};
/** Where pictures of the pages go, for a person who looks at them. */
const PICTURES = process.env.TINYAGI_PICTURES;

let opened: OfficeStage;

beforeAll(async () => {
  opened = await openOfficeStage({ settings: SETTINGS });
}, 120_000);
afterAll(() => opened[Symbol.asyncDispose]());

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

async function ask(page: Page, question: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByPlaceholder("Find it, or say what to do").fill(question);
  await page.getByRole("option", { name: `Ask TinyAGI: ${question}` }).click();
}

describe("TinyOffice", { ...needs("chromium"), timeout: 120_000 }, () => {
  test("answers a question from the guide, and makes a change only when it is told to", async () => {
    const { page, daemon } = opened;
    await ask(page, "how do I connect telegram?");
    const dialog = page.getByRole("dialog", { name: "Ask TinyAGI" });
    await dialog.getByText("docs/guide/channels/telegram.md").first().waitFor();
    await dialog.getByText("tinyagi channel setup telegram").first().waitFor();
    await picture(page, "ask-desk");
    expect(await seriousFindings(page)).toEqual([]);
    await dialog.getByRole("textbox").fill("set the model of coder to opus");
    await dialog.getByRole("textbox").press("Enter");
    await dialog.getByText('Proposed change: agents.coder.model: "sonnet" → "opus"').waitFor();
    const model = async () => (await daemon.client.call("getSettings")).agents;
    expect(await model()).toMatchObject({ coder: { model: "sonnet" } });
    await dialog.getByRole("button", { name: "Make this change" }).click();
    await dialog.getByRole("button", { name: "Changed" }).waitFor();
    expect(await model()).toMatchObject({ coder: { model: "opus" } });
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
  });

  test("shows the model that is chosen for the message that is written", async () => {
    const { page } = opened;
    await page.goto(new URL("/chat?to=coder&new=message", page.url()).href);
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await page.getByRole("button", { name: "Model for this message" }).click();
    await picture(page, "choice-menu-desk");
    await page.getByRole("menuitem", { name: "Model opus" }).click();
    await page.getByRole("button", { name: /^This message: opus/ }).waitFor();
    await picture(page, "choice-desk");
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("shows the same on a phone", async () => {
    const { office } = opened;
    const context = await office.newContext(PHONE);
    const page = await office.logIn(context, "/chat?to=coder&new=message");
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await page.getByRole("button", { name: "Model for this message" }).click();
    await page.getByRole("menuitem", { name: "Model opus" }).click();
    await page.getByRole("button", { name: "Model for this message" }).click();
    await page.getByRole("menuitem", { name: "Effort high" }).click();
    await page.getByRole("button", { name: /^This message: opus · high/ }).waitFor();
    await picture(page, "choice-phone");
    await ask(page, "why does coder wait");
    await page.getByText("Nothing waits for @coder").waitFor();
    await picture(page, "ask-phone");
    await context.close();
    expect(office.problems).toEqual([]);
  });
});
