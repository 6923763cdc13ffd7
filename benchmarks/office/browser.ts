/** Chromium with a page of TinyOffice in it, logged in to a daemon. */
import type { Client } from "@tinyagi/client";
import type { Browser, Page } from "playwright-core";
import { DESKTOP, launchBrowser } from "../../tests/e2e/support/office-browser.js";

export interface OfficePage extends AsyncDisposable {
  readonly page: Page;
  readonly origin: string;
  /** The paths of all pages. */
  pages(): Promise<readonly string[]>;
  /** Opens a path, and waits until its events arrive. */
  goTo(path: string): Promise<void>;
}

export interface OfficeDaemon {
  readonly port: number;
  readonly client: Client;
}

/** @param flags - options of Chromium */
export async function openOfficePage(
  { port, client }: OfficeDaemon,
  flags: readonly string[] = [],
): Promise<OfficePage> {
  const browser: Browser = await launchBrowser(flags);
  const origin = `http://127.0.0.1:${port}`;
  const context = await browser.newContext({ viewport: DESKTOP });
  context.setDefaultTimeout(120_000);
  const page = await context.newPage();
  const { ticket } = await client.call("createTicket", {});
  await page.goto(`${origin}/#ticket=${ticket}`);
  const isLive = (): Promise<void> => page.getByText("Live").first().waitFor({ state: "attached" });
  await isLive();
  return {
    page,
    async pages() {
      const links = page.locator('nav[aria-label="Main"] a:not([href*="#"])');
      const paths = await links.evaluateAll((all) =>
        all.map(
          (link) =>
            (link as unknown as { getAttribute(name: string): string | null }).getAttribute("href") ?? "/",
        ),
      );
      return [...new Set(paths)];
    },
    origin,
    async goTo(path) {
      await page.goto(origin + path);
      await isLive();
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
