/** What a browser that never was here loads for each page: compressed scripts, as they come over the network. */
import type { BrowserContext, CDPSession } from "playwright-core";
import { startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { openOfficePage } from "./browser.js";

const MAX_KB = 350;

export async function measureLoading(): Promise<Figure[]> {
  await using daemon = await startBenchDaemon({
    agents: { a0: { name: "Agent", provider: "demo", model: "" } },
  });
  await using office = await openOfficePage(daemon);
  const figures: Figure[] = [];
  for (const path of await office.pages()) {
    const kb = await measureScripts(office.page.context(), office.origin + path);
    figures.push({ name: `${path}: scripts of a first load`, value: kb, unit: "KB", aim: { max: MAX_KB } });
  }
  return figures;
}

/** @returns kilobytes of 1,000 bytes */
async function measureScripts(context: BrowserContext, address: string): Promise<number> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  // The service worker that the page before installed is none that a new browser has.
  await session.send("Network.setBypassServiceWorker", { bypass: true });
  const bytes = countScripts(session);
  await page.goto(address);
  await page.getByText("Live").first().waitFor({ state: "attached" });
  // The parts that a page loads lazily count too, as far as they come by themselves.
  await page.waitForLoadState("load");
  await page.close();
  return bytes() / 1_000;
}

function countScripts(session: CDPSession): () => number {
  const scripts = new Set<string>();
  let bytes = 0;
  session.on("Network.responseReceived", ({ requestId, type }) => {
    if (type === "Script") scripts.add(requestId);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  return () => bytes;
}
