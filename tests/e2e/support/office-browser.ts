/**
 * TinyOffice in a real browser. Guarantees: errors of a page and breaches of its content policy are kept in `problems`,
 * so that a test can expect none.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { waitFor } from "@tinyagi/testkit";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { findOnPath } from "../../../scripts/support/tools.mjs";
import type { Stage } from "./stage.js";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** A name of this machine for its browsers. A daemon answers to it only if its settings say so. */
export const NETWORK_NAME = "box.test";
/** A container has no sandbox for the browser; the rest keeps it from calling home. */
const FLAGS = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  // This machine as another one of the network sees it: over plain HTTP, which is no secure context.
  `--host-resolver-rules=MAP ${NETWORK_NAME} 127.0.0.1`,
];
/** A loaded machine takes long for everything. */
const WAIT_MS = 60_000;
export const DESKTOP = { width: 1_440, height: 900 };
export const PHONE = { width: 390, height: 844 };

const COLOUR_RULES = JSON.stringify({
  runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
});

export interface OfficeBrowser extends AsyncDisposable {
  readonly problems: string[];
  /** A browser of its own, with its own session. @param locale what its reader prefers; default: English */
  newContext(viewport?: { width: number; height: number }, locale?: string): Promise<BrowserContext>;
  /** Opens a path of the running daemon. */
  open(context: BrowserContext, path: string): Promise<Page>;
  /** Logs in as `tinyagi office` does, then opens the path. */
  logIn(context: BrowserContext, path?: string): Promise<Page>;
}

/** Starts the browser. @param stage whose current daemon serves the office */
export async function openOfficeBrowser(stage: Stage): Promise<OfficeBrowser> {
  const browser = await launchBrowser();
  const problems: string[] = [];
  const address = (path: string): string => `http://127.0.0.1:${stage.current().port}${path}`;
  async function open(context: BrowserContext, path: string): Promise<Page> {
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (/Content Security Policy/.test(message.text())) problems.push(message.text());
    });
    await page.goto(address(path));
    return page;
  }
  return {
    problems,
    open,
    async newContext(viewport = DESKTOP, locale = "en-US") {
      const context = await browser.newContext({ viewport, locale, hasTouch: viewport.width < 768 });
      context.setDefaultTimeout(WAIT_MS);
      return context;
    },
    async logIn(context, path) {
      const { stdout } = await stage.cli(["office", "--url"]);
      const link = new URL(stdout.trim());
      const page = await open(context, link.pathname + link.hash);
      await page.getByText("Live").first().waitFor({ state: "attached" });
      if (path !== undefined) {
        await page.goto(address(path));
        await page.getByText("Live").first().waitFor({ state: "attached" });
      }
      return page;
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** @param more - options of Chromium */
export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ args: [...FLAGS, ...more], ...executable() });
}

/** A browser whose folder keeps what a person's browser keeps when it is closed. */
export async function launchOwnBrowser(folder: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(folder, {
    args: FLAGS,
    locale: "en-US",
    ...executable(),
  });
  context.setDefaultTimeout(WAIT_MS);
  return context;
}

function executable(): { executablePath?: string } {
  const executablePath = ["chromium", "chromium-browser", "google-chrome"].map(findOnPath).find(Boolean);
  return executablePath ? { executablePath } : {};
}

/** More stops than any page has before its main job. */
const TABS_MAX = 150;

/** Moves the focus with the Tab key alone until it is on the target. @throws when Tab does not reach it */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    if (await hasFocus(target)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not reach ${target}`);
}

/** Where an element is once it has come to rest: a pane that opens beside it moves it. @throws when it is not shown */
export async function boxAtRest(target: Locator): Promise<Box> {
  let before: Box | null = null;
  return waitFor(async () => {
    const box = await target.boundingBox();
    const isAtRest = box !== null && before !== null && box.x === before.x && box.y === before.y;
    before = box;
    return isAtRest && box !== null ? box : undefined;
  });
}

type Box = NonNullable<Awaited<ReturnType<Locator["boundingBox"]>>>;

/** The Undo of one line at the bottom of the page: the line of an act before may still be there. */
export function undoOf(page: Page, said: string | RegExp): Locator {
  return page.locator("[data-pace]").filter({ hasText: said }).getByRole("button", { name: "Undo" }).last();
}

export function hasFocus(target: Locator): Promise<boolean> {
  return target.evaluate(
    (element: unknown) =>
      element === (globalThis as { document?: { activeElement: unknown } }).document?.activeElement,
  );
}

/** What axe calls serious or worse. Themes differ in their colours alone, so that the other rules are checked in one. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const theme of ["light", "dark", "contrast"]) {
    await page.evaluate(`document.documentElement.dataset.theme = "${theme}"`);
    const violations = await page.evaluate(`(async () => {
      if (window.axe === undefined) { ${AXE} }
      const { violations } = await window.axe.run(document, ${theme === "light" ? "{}" : COLOUR_RULES});
      return violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((n) => n.target.join(" ")).join(", ") }));
    })()`);
    for (const { id, impact, at } of violations as { id: string; impact: string; at: string }[])
      if (impact === "serious" || impact === "critical") found.push(`${theme}: ${id} at ${at}`);
  }
  await page.evaluate(`document.documentElement.dataset.theme = "light"`);
  return found;
}
