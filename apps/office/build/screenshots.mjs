/**
 * Takes a picture of every page of the sidebar and of its first object (a run, a conversation), on a desk and on a phone,
 * in light and dark, of the running daemon:
 * `pnpm --filter @tinyagi/office screenshots [folder]`. Without a folder they go to `shots/`, which is not in git.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = fileURLToPath(new URL("..", import.meta.url));
const cli = join(here, "../../packages/cli/bin/tinyagi.mjs");
const folder = resolve(process.argv[2] ?? join(here, "shots"));
const SIZES = { desktop: { width: 1_440, height: 900 }, phone: { width: 390, height: 844 } };
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** For answers and fonts. The event stream never ends, so there is no moment at which the network is idle. */
const SETTLE_MS = 1_500;

mkdirSync(folder, { recursive: true });
const executablePath = BROWSERS.find((path) => existsSync(path));
const browser = await chromium.launch({ args: ["--no-sandbox", "--disable-gpu"], executablePath });
for (const [size, viewport] of Object.entries(SIZES))
  for (const theme of ["light", "dark"]) await shoot({ viewport, theme, suffix: `${size}-${theme}` });
await browser.close();

async function shoot({ viewport, theme, suffix }) {
  const context = await browser.newContext({ viewport, reducedMotion: "reduce" });
  await context.addInitScript((name) => localStorage.setItem("tinyoffice.theme", name), theme);
  const page = await context.newPage();
  await page.goto(
    execFileSync(process.execPath, [cli, "office", "--url"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim(),
  );
  await page.getByText("Live").first().waitFor({ state: "attached" });
  const links = await page
    .locator('nav[aria-label="Main"] a:not([href*="#"])')
    .evaluateAll((all) => all.map(({ href }) => href));
  for (const link of new Set(links)) {
    const name = new URL(link).pathname.replace(/\W+/g, "-").replace(/^-|-$/g, "") || "home";
    await page.goto(link);
    await take(page, `${name}-${suffix}`);
    const first = page.locator(`main a[href^="${new URL(link).pathname}?"]:not([href*="new="])`).first();
    if (name === "home" || (await first.count()) === 0) continue;
    await page.goto(new URL((await first.getAttribute("href")) ?? "", link).href);
    await take(page, `${name}-one-${suffix}`);
  }
  await context.close();
}

async function take(page, name) {
  await page.waitForTimeout(SETTLE_MS);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  process.stdout.write(`${path}\n`);
}
