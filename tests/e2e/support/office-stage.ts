/** One daemon and one browser, logged in, for all tests of a page of TinyOffice. */
import type { BrowserContext, Page } from "playwright-core";
import type { Daemon } from "./daemon.js";
import { DESKTOP, type OfficeBrowser, openOfficeBrowser } from "./office-browser.js";
import { openStage, type Stage } from "./stage.js";

export interface OfficeStage extends AsyncDisposable {
  readonly stage: Stage;
  readonly daemon: Daemon;
  readonly office: OfficeBrowser;
  /** Desktop size. */
  readonly context: BrowserContext;
  readonly page: Page;
}

/** @param options `path` opens after the login, default: Home; `script` runs in every page before its own scripts */
export async function openOfficeStage(options: {
  readonly settings: object;
  readonly path?: string;
  readonly script?: string;
}): Promise<OfficeStage> {
  const stage = await openStage({ settings: options.settings });
  let office: OfficeBrowser | undefined;
  const close = async () => {
    await office?.[Symbol.asyncDispose]();
    await stage[Symbol.asyncDispose]();
  };
  try {
    const daemon = await stage.start();
    office = await openOfficeBrowser(stage);
    const context = await office.newContext(DESKTOP);
    if (options.script !== undefined) await context.addInitScript({ content: options.script });
    const page = await office.logIn(context, options.path);
    return { stage, daemon, office, context, page, [Symbol.asyncDispose]: close };
  } catch (error) {
    await close();
    throw error;
  }
}
