/**
 * Takes a picture of every page of the sidebar and of its first object (a run, a conversation), on a desk and on a phone:
 * `pnpm --filter @tinyagi/office screenshots [--into folder] [--only word] …`. They go to `shots/`, which is not in git.
 * It opens two homes of its own, one empty and one with the work of a busy company; `--mine` takes pictures of the
 * running daemon of this person instead. `--only` keeps the sets whose name has the word, such as `zh` or `phone`.
 */
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { link, openPictureHome } from "./picture-home.mjs";

const { values } = parseArgs({
  options: { into: { type: "string" }, only: { type: "string", multiple: true }, mine: { type: "boolean" } },
});
const folder = resolve(values.into ?? fileURLToPath(new URL("../shots", import.meta.url)));
const SIZES = { desktop: { width: 1_440, height: 900 }, phone: { width: 390, height: 844 } };
const THEMES = ["light", "dark", "contrast", "forced"];
/** What can be wrong with the daemon or the way to it. */
const TROUBLES = ["failing", "slow", "offline"];
const BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** All but what the office asks before it draws anything, and the stream of events. */
const ANSWERS = /\/api\/(?!session|events|queue\/status)/;
/** For answers and fonts. The event stream never ends, so there is no moment at which the network is idle. */
const SETTLE_MS = 1_200;

const sets = Object.keys(SIZES)
  .flatMap((size) => [
    ...THEMES.map((theme) => ({ size, theme, home: "crowded" })),
    { size, theme: "light", home: "crowded", language: "zh" },
    { size, theme: "light", home: "empty" },
    { size, theme: "light", home: "empty", language: "zh" },
    ...TROUBLES.map((trouble) => ({ size, theme: "light", home: "crowded", trouble })),
  ])
  .map((set) => ({ ...set, home: values.mine ? "mine" : set.home }))
  .map((set) => ({ ...set, name: nameOf(set) }))
  .filter(({ name }) => (values.only ?? []).every((word) => name.split("-").includes(word)))
  .filter(({ name }, at, all) => all.findIndex((one) => one.name === name) === at);

mkdirSync(folder, { recursive: true });
const executablePath = BROWSERS.find((path) => existsSync(path));
const browser = await chromium.launch({ args: ["--no-sandbox", "--disable-gpu"], executablePath });
try {
  for (const kind of new Set(sets.map(({ home }) => home))) {
    const home = kind === "mine" ? { logIn: () => link(), close: () => {} } : await openPictureHome(kind);
    try {
      for (const set of sets.filter((one) => one.home === kind)) await shoot(set, home);
    } finally {
      await home.close();
    }
  }
} finally {
  await browser.close();
}

function nameOf({ home, trouble, size, theme, language = "en" }) {
  return [home, trouble, size, theme, language].filter((part) => part !== undefined).join("-");
}

async function shoot({ name, size, theme, trouble, language = "en" }, home) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    hasTouch: size === "phone",
    reducedMotion: "reduce",
    forcedColors: theme === "forced" ? "active" : "none",
    locale: language === "zh" ? "zh-CN" : "en-US",
  });
  if (theme !== "forced")
    await context.addInitScript((chosen) => localStorage.setItem("tinyoffice.theme", chosen), theme);
  const page = await context.newPage();
  await page.goto(home.logIn());
  const nav = page.locator("nav a[href='/runs']").first();
  await nav.waitFor({ state: "attached" });
  const links = await page
    .locator('nav[aria-label] a:not([href*="#"])')
    .evaluateAll((all) => all.map(({ href }) => href).filter((href) => !href.includes("?")));
  for (const address of new Set(links)) {
    const { pathname } = new URL(address);
    const what = pathname.replace(/\W+/g, "-").replace(/^-|-$/g, "") || "home";
    await makeTrouble(page, trouble, () => page.goto(address));
    await take(page, `${what}-${name}`);
    const first = page.locator(`main a[href^="${pathname}?"]:not([href*="new="])`).first();
    if (what === "home" || trouble !== undefined || (await first.count()) === 0) continue;
    await page.goto(new URL((await first.getAttribute("href")) ?? "", address).href);
    await take(page, `${what}-one-${name}`);
  }
  await context.close();
}

/** Opens the page with answers that fail, that do not come, or without a network once it is there. */
async function makeTrouble(page, trouble, open) {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.context().setOffline(false);
  if (trouble === "failing")
    await page.route(ANSWERS, (route) =>
      route.fulfill({
        status: 500,
        json: { error: { code: "INTERNAL", message: "The daemon could not read its database." } },
      }),
    );
  // Never answered, and dropped with the next page.
  if (trouble === "slow") await page.route(ANSWERS, () => {});
  await open();
  if (trouble !== "offline") return;
  await page.waitForTimeout(SETTLE_MS);
  await page.context().setOffline(true);
}

async function take(page, name) {
  await page.waitForTimeout(SETTLE_MS);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  process.stdout.write(`${path}\n`);
}
