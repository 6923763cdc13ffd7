/**
 * The office scene while everyone walks: frames in a second, and what one frame costs the page. Without a graphics card
 * the browser also draws with the processor, so frames in a second say less than the cost of a frame.
 */
import type { Browser, Page } from "playwright-core";
import { type BenchDaemon, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { median, percentile } from "../support/statistics.js";
import { openOfficePage } from "./browser.js";
import { recordTrace } from "./main-thread.js";

const CROWDS = [64, 256] as const;
const TEAM = 16;
const WALK_MS = 4_000;
const IDLE_MS = 5_000;
const IDLE_ROUNDS = 3;
const FRAME_MS = 1_000 / 60;
/** Work of a frame; each begins with the callbacks that the page asked for. */
const FRAME = ["FireAnimationFrame", "UpdateLayoutTree", "Layout", "PrePaint", "Paint", "Layerize", "Commit"];

/** Runs in the page: keeps the time of each frame. */
const KEEP_FRAMES = `(() => {
  window.frames_ = [];
  const keep = (time) => { window.frames_.push(time); requestAnimationFrame(keep); };
  requestAnimationFrame(keep);
})()`;

export async function measureWalking(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const agents of CROWDS) {
    await using daemon = await openCrowd(agents);
    await using office = await openOfficePage(daemon);
    figures.push(...(await measureCrowd(daemon, office.page, agents)));
  }
  return figures;
}

function openCrowd(count: number): Promise<BenchDaemon> {
  const ids = Array.from({ length: count }, (_, i) => `a${i}`);
  const teams = Array.from({ length: count / TEAM }, (_, i) => ids.slice(i * TEAM, (i + 1) * TEAM));
  return startBenchDaemon({
    agents: Object.fromEntries(ids.map((id) => [id, { name: id, provider: "demo", model: "" }])),
    teams: Object.fromEntries(
      teams.map((agents, i) => [`t${i}`, { name: `Team ${i}`, agents, leader_agent: agents[0] }]),
    ),
    execution: { maxLiveAgents: 64 },
  });
}

async function measureCrowd(daemon: BenchDaemon, page: Page, agents: number): Promise<Figure[]> {
  await page.locator('canvas[data-pace="still"]').waitFor({ state: "attached" });
  // The files for a later visit without a daemon are kept once.
  await page.evaluate("navigator.serviceWorker.ready");
  const shares: number[] = [];
  for (let i = 0; i < IDLE_ROUNDS; i += 1) shares.push(await idleShare(page));
  await handOverAll(daemon, agents);
  await page.locator('canvas[data-pace="smooth"]').waitFor({ state: "attached" });
  await page.evaluate(KEEP_FRAMES);
  let frames: number[] = [];
  const trace = await recordTrace(page, async () => {
    await page.waitForTimeout(WALK_MS);
    frames = await page.evaluate<number[]>("window.frames_");
  });
  const gaps = frames.slice(1).map((time, i) => time - (frames[i] ?? 0));
  const cpu = FRAME.reduce((sum, kind) => sum + (trace.cpuMsOf.get(kind) ?? 0), 0) / gaps.length;
  const style = (trace.cpuMsOf.get("UpdateLayoutTree") ?? 0) / gaps.length;
  return [
    {
      name: `${agents} agents walk: processor time of a frame`,
      value: cpu,
      unit: "ms",
      aim: { max: FRAME_MS },
    },
    { name: `${agents} agents walk: of it, styles`, value: style, unit: "ms" },
    { name: `${agents} agents walk: frame to frame, p50`, value: median(gaps), unit: "ms" },
    { name: `${agents} agents walk: frame to frame, p95`, value: percentile(gaps, 0.95), unit: "ms" },
    {
      name: `${agents} agents rest: processor time of the tab`,
      value: median(shares) * 100,
      unit: "%",
      aim: { max: 1 },
    },
  ];
}

/** Everyone carries a sheet to a teammate, in a conversation of its own. */
async function handOverAll({ client }: BenchDaemon, agents: number): Promise<void> {
  const sent = Array.from({ length: agents }, (_, i) => {
    const to = Math.floor(i / TEAM) * TEAM + ((i + TEAM / 2) % TEAM);
    return client.call("sendMessage", {
      body: { message: `@a${i} Share it\n#demo say [@a${to}: Look at this]` },
    });
  });
  await Promise.all(sent);
}

/** Processor time of all processes of the browser while nothing happens, as a share of one processor. */
async function idleShare(page: Page): Promise<number> {
  const session = await (page.context().browser() as Browser).newBrowserCDPSession();
  const used = async (): Promise<number> => {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
  };
  const before = await used();
  await page.waitForTimeout(IDLE_MS);
  const share = ((await used()) - before) / (IDLE_MS / 1_000);
  await session.detach();
  return share;
}
