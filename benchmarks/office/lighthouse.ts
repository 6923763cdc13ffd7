/**
 * Lighthouse, installed from its own lock file, on each page of TinyOffice: a desk, and a phone that Lighthouse slows down.
 * Each time the browser has nothing of the office yet.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { freePort } from "../../tests/e2e/support/free-port.js";
import { startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { median } from "../support/statistics.js";
import { openOfficePage } from "./browser.js";

const INSTALL_TIMEOUT_MS = 180_000;
const ROUNDS = 3;
/** The network never rests, because of the event stream: Lighthouse would wait 45 s for each page. */
const MAX_WAIT_MS = 12_000;
const CATEGORIES = ["performance", "accessibility", "best-practices"] as const;
const AIMS = { performance: 90, accessibility: 100, "best-practices": 100 } as const;

type Category = (typeof CATEGORIES)[number];
type Scores = Readonly<Record<Category, number>>;

/** The part of Lighthouse's result that is read. A score is 0 to 1. */
interface Result {
  readonly lhr: {
    readonly runtimeError?: { readonly message: string };
    /** What Lighthouse measured of this machine: it slows a phone down by a fixed factor, however slow the machine is. */
    readonly environment: { readonly benchmarkIndex: number };
    readonly categories: Readonly<Record<Category, { readonly score: number }>>;
  };
}
type Lighthouse = (address: string, flags: object, config?: object) => Promise<Result>;

/** @throws when Lighthouse cannot be installed, or a page cannot be opened */
export async function measureLighthouse(): Promise<Figure[]> {
  const { lighthouse, desk } = await install();
  await using daemon = await startBenchDaemon({
    agents: { lead: { name: "Lead", provider: "demo", model: "" } },
  });
  const port = await freePort();
  await using office = await openOfficePage(daemon, [`--remote-debugging-port=${port}`]);
  await logInOwnContext(port, {
    origin: office.origin,
    ticket: (await daemon.client.call("createTicket")).ticket,
  });
  const flags = { port, onlyCategories: CATEGORIES, maxWaitForLoad: MAX_WAIT_MS };
  const figures: Figure[] = [];
  const indexes: number[] = [];
  for (const path of await office.pages())
    for (const [form, config] of [
      ["desk", desk],
      ["phone", undefined],
    ] as const) {
      const scores: Scores[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const { lhr } = await lighthouse(office.origin + path, flags, config);
        scores.push(toScores(lhr, path));
        indexes.push(lhr.environment.benchmarkIndex);
      }
      for (const category of CATEGORIES)
        figures.push({
          name: `${path} on a ${form}: ${category}`,
          value: median(scores.map((score) => score[category])),
          unit: "",
          aim: { min: AIMS[category] },
        });
    }
  return [...figures, { name: "index of this machine", value: median(indexes), unit: "" }];
}

/** Lighthouse opens its pages in the browser's own context. It empties its caches each time, and keeps its session. */
async function logInOwnContext(
  port: number,
  { origin, ticket }: { origin: string; ticket: string },
): Promise<void> {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = await browser.contexts()[0]?.newPage();
  if (page === undefined) throw new Error("The browser has no context of its own.");
  await page.goto(`${origin}/#ticket=${ticket}`);
  await page.getByText("Live").first().waitFor({ state: "attached" });
  await page.close();
}

async function install(): Promise<{ lighthouse: Lighthouse; desk: object }> {
  const folder = new URL("./lighthouse.ts", import.meta.url);
  if (!existsSync(new URL("node_modules/", folder))) {
    const options = { cwd: folder, stdio: "inherit", timeout: INSTALL_TIMEOUT_MS } as const;
    execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], options);
  }
  const core = new URL("node_modules/lighthouse/core/", folder);
  const main = (await import(new URL("index.js", core).href)) as { default: Lighthouse };
  const config = (await import(new URL("config/desktop-config.js", core).href)) as { default: object };
  return { lighthouse: main.default, desk: config.default };
}

function toScores(lhr: Result["lhr"], path: string): Scores {
  if (lhr.runtimeError !== undefined) throw new Error(`Lighthouse on ${path}: ${lhr.runtimeError.message}`);
  const score = (category: Category): number => Math.round(lhr.categories[category].score * 100);
  return {
    performance: score("performance"),
    accessibility: score("accessibility"),
    "best-practices": score("best-practices"),
  };
}
