/** What a browser without a cache loads until the first page of a product rests. */
import { launchBrowser } from "../../tests/e2e/support/office-browser.js";

const QUIET_MS = 3_000;
const AT_MOST_MS = 45_000;

/** @returns bytes on the wire, headers and compression included */
export async function firstPageBytes(address: string): Promise<number> {
  const browser = await launchBrowser();
  try {
    const page = await (await browser.newContext()).newPage();
    const session = await page.context().newCDPSession(page);
    await session.send("Network.enable");
    let [bytes, last] = [0, performance.now()];
    session.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      last = performance.now();
    });
    const begun = performance.now();
    await page.goto(address, { waitUntil: "load", timeout: AT_MOST_MS });
    // An open stream of events never finishes, so it counts nowhere.
    while (performance.now() - last < QUIET_MS && performance.now() - begun < AT_MOST_MS)
      await page.waitForTimeout(200);
    return bytes;
  } finally {
    await browser.close();
  }
}
