/**
 * Artifacts as a person sees them in a real browser: files of an agent drawn without the office's origin, and public links.
 *
 * @requirement OFFICE-24
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createSystemClock } from "@tinyagi/base";
import { openStore } from "@tinyagi/kernel";
import { needs } from "@tinyagi/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { boxAtRest, PHONE, seriousFindings } from "./support/office-browser.js";
import { confirmInOffice } from "./support/office-confirm.js";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

/** What a hostile page tries, told as text. */
const HOSTILE = `<!doctype html><p id="said">no script</p><script>
const said = [];
try { said.push(parent.document.title); } catch (error) { said.push("parent " + error.name); }
try { said.push(localStorage.length); } catch (error) { said.push("storage " + error.name); }
fetch("/api/status").then(() => said.push("api open"), () => said.push("api closed"))
  .then(() => { document.getElementById("said").textContent = said.join(", "); });
</script>`;
const FILES: readonly [name: string, content: string][] = [
  ["report.html", "<p>first</p>"],
  ["report.html", HOSTILE],
  ["flow.mmd", "graph TD\n  A[Customer] --> B[Shop]\n"],
  [
    "chain.mmd",
    `graph LR\n${Array.from({ length: 40 }, (_, at) => `  N${at}[Step ${at}] --> N${at + 1}`).join("\n")}\n`,
  ],
  ["broken.mmd", "graph TD\n  A --> --> [[[\n"],
  ["sales.csv", 'month,amount\nJanuary,"1,200"\n'],
];

let opened: OfficeStage;
let page: Page;

describe("artifacts", needs("chromium"), () => {
  beforeAll(async () => {
    opened = await openOfficeStage({
      settings: { agents: { writer: { name: "Writer", provider: "demo", model: "" } } },
    });
    page = opened.page;
    await seed(opened.stage.place.home);
  });
  afterAll(() => opened?.[Symbol.asyncDispose]());

  test("the gallery shows the newest version of each file and loads no program that draws diagrams", async () => {
    const asked: string[] = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await page.goto(`${await origin()}/artifacts`);
    const cards = page.getByRole("list", { name: "Artifacts" }).getByRole("listitem");
    await cards.nth(4).waitFor();
    expect(await cards.count()).toBe(5);
    await page.getByRole("button", { name: /report\.html/ }).waitFor();
    expect(asked.filter((path) => path.startsWith("/frames/"))).toEqual([]);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("a page of an agent runs without the office's origin, and reaches nothing", async () => {
    await page.getByRole("button", { name: /report\.html/ }).click();
    const said = page.frameLocator("iframe").locator("#said");
    await said.filter({ hasText: "api" }).waitFor();
    expect(await said.textContent()).toBe("parent SecurityError, storage SecurityError, api closed");
    expect(await page.getByRole("button", { name: /Version/, exact: false }).count()).toBeGreaterThan(1);
  });

  test("a diagram is drawn in a frame; one that cannot be drawn shows its text", async () => {
    await page.getByRole("button", { name: /flow\.mmd/ }).click();
    await page.frameLocator("iframe").getByText("Customer").first().waitFor();
    await page.getByRole("button", { name: /broken\.mmd/ }).click();
    await page.getByText("This diagram cannot be drawn.").waitFor();
    await page.getByText("A --> --> [[[").waitFor();
  });

  test("a long diagram keeps a size at which it is read, and a dark page has a dark one", async () => {
    await page.evaluate('document.documentElement.dataset.theme = "dark"');
    await page.getByRole("button", { name: /chain\.mmd/ }).click();
    const step = page.frameLocator("iframe").getByText("Step 7", { exact: true }).first();
    await step.waitFor();
    expect((await boxAtRest(step)).height).toBeGreaterThan(8);
    const root = page.frameLocator("iframe").locator("html");
    // Otherwise the browser paints white behind it.
    expect(await root.getAttribute("style")).toBe("color-scheme: dark;");
    await page.evaluate('document.documentElement.dataset.theme = "light"');
  });

  test("a table is drawn as one", async () => {
    await page.getByRole("button", { name: /sales\.csv/ }).click();
    await page.getByRole("cell", { name: "1,200" }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
  });

  test("a public link needs a code, is shown once, shows one version to a stranger, and ends when it is revoked", async () => {
    await page.getByRole("button", { name: "Create a link" }).click();
    await confirmInOffice(opened.stage, page);
    const url = (await page.getByRole("status").locator("code").textContent()) ?? "";
    expect(url).toMatch(/\/shared\/[\w-]{43}$/);
    const stranger = await (await opened.office.newContext(PHONE)).newPage();
    const answer = await stranger.goto(url);
    expect([answer?.status(), await stranger.locator("body").textContent()]).toEqual([
      200,
      'month,amount\nJanuary,"1,200"\n',
    ]);
    await page.reload();
    await page.getByText("opened 1 time").waitFor();
    expect(await page.getByText(url).count()).toBe(0);
    await page.getByRole("button", { name: "Revoke" }).click();
    await page.getByText("Revoked", { exact: true }).waitFor();
    expect((await stranger.goto(url))?.status()).toBe(404);
  });
});

async function origin(): Promise<string> {
  return new URL(page.url()).origin;
}

/** What the writes of an agent that sends files leave. */
async function seed(home: string): Promise<void> {
  const folder = join(home, "files", "out");
  mkdirSync(folder, { recursive: true });
  await using store = openStore({ path: join(home, "tinyagi.db"), clock: createSystemClock() });
  await store.write(() => {
    for (const [at, [name, content]] of FILES.entries()) {
      const file = `${at.toString(16).padStart(16, "0")}-${name}`;
      writeFileSync(join(folder, file), content, { mode: 0o600 });
      store.artifacts.add({
        agent_id: "writer",
        name,
        file,
        conversation_id: null,
        run_id: null,
        created_at: Date.now(),
      });
    }
  });
}
