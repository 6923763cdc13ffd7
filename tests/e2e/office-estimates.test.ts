/**
 * The approval of a plan in TinyOffice shows what it will probably cost and which past runs that is based on, on a desktop
 * and on a phone; the page of an agent shows everything that it is sent.
 *
 * @requirement SPAWN-6 @requirement PROMPT-2
 */
import { needs } from "@tinyagi/testkit";
import type { BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { shareSession } from "./support/browser-session.js";
import { PHONE, seriousFindings } from "./support/office-browser.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const TIMEOUT_MS = 120_000;
const demo = (name: string) => ({ name, provider: "demo", model: "" });
let opened: OfficeStage;

const send = (message: string) => opened.daemon.client.sendAndWait({ message }, { timeoutMs: TIMEOUT_MS });

describe("a plan that waits for a person", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
  beforeAll(async () => {
    opened = await openOfficeStage({
      settings: {
        agents: { lead: demo("Lead") },
        spawn: { approval: "always" },
        budgets: { day: { usd: 9, tokens: 20_000 } },
      },
    });
    for (let run = 0; run < 5; run += 1) await send("@lead work\n#demo spend 2000 1.5\n#demo say done");
    await opened.daemon.client.call("sendMessage", {
      body: { message: "@lead plan: a launch for a bakery", channel: "web", sender: "You" },
    });
  }, TIMEOUT_MS);
  afterAll(() => opened?.[Symbol.asyncDispose]());

  test("is shown with its estimate, the past runs behind it, and what its budgets have left", async () => {
    const { office, page } = opened;
    const sizes = [page, await office.open(await openPhone(opened), "/")];
    for (const shown of sizes) {
      // A compact card has no room for it: it is read in the panel, and decided there.
      await shown.getByRole("button", { name: "Read and decide" }).first().click();
      const estimate = shown.getByRole("region", { name: "Estimated cost" }).first();
      await estimate.waitFor();
      expect(await estimate.textContent()).toMatch(
        /Estimated cost .*: \$4\.50 and 6(?:\.\d)?k tokens\..*3 × @lead.*from (?:only )?[56] past runs of this agent\..*the budget of the day: .*\$4\.50.* needed, .*\$1\.50.* left: too little\./,
      );
      expect(await seriousFindings(shown)).toEqual([]);
    }
    expect(office.problems).toEqual([]);
  });

  test("the page of an agent shows what it is sent, part by part", async () => {
    const { page, daemon } = opened;
    await page.goto(`http://127.0.0.1:${daemon.port}/agents?agent=lead&tab=prompt`);
    const all = page.getByRole("region", { name: "Everything it is sent" });
    await all.getByText("Protocol").click();
    expect(await all.textContent()).toContain("People write to you from chats");
    expect(await seriousFindings(page)).toEqual([]);
  });
});

async function openPhone({ office, context }: OfficeStage): Promise<BrowserContext> {
  const phone = await office.newContext(PHONE);
  await shareSession(context, phone);
  return phone;
}
