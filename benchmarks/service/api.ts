/**
 * What an agent on a model API costs above its model: processor time and waiting of the daemon for each message, with a model
 * on loopback that answers at once or after 50 ms. The model runs in this process, so its own work is not the daemon's.
 */
import { setTimeout as wait } from "node:timers/promises";
import { createMockModelServer, type MockModelServer } from "@tinyagi/testkit";
import { type BenchDaemon, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { createModelClock, type ModelClock } from "../support/model-clock.js";
import { promptFigures } from "../support/prompt-bytes.js";
import { openReplies } from "../support/replies.js";
import { median, percentile } from "../support/statistics.js";
import { askAtOnce } from "../support/wave.js";

const AGENTS = 20;
/** Messages of one agent, one at a time. */
const ALONE = 60;
/** Messages of each of the twenty agents. */
const EACH = 10;
/** Messages of each agent until V8 has compiled what is used. */
const WARM_UP = 40;
/** Starts of a daemon for the first message. */
const STARTS = 3;
/** A person who starts a daemon types no faster. */
const PAUSE_MS = 3_000;

const MESSAGES = {
  "2 words": "hello there",
  "20 words":
    "please look at the plan for next week and tell me which of the three parts we should start first",
} as const;
const DELAYS = [0, 50] as const;

interface Scene {
  readonly daemon: BenchDaemon;
  readonly clock: ModelClock;
}

export async function measureApi(): Promise<Figure[]> {
  const clock = createModelClock();
  await using model = await createMockModelServer({ script: clock.script, now: () => performance.now() });
  const figures: Figure[] = [];
  {
    await using daemon = await startApiDaemon(model);
    await askAtOnce(daemon, { agents: AGENTS, each: WARM_UP, message: MESSAGES["2 words"] });
    for (const delayMs of DELAYS) {
      clock.setDelay(delayMs);
      for (const [words, message] of Object.entries(MESSAGES)) {
        const name = `${words}, model of ${delayMs} ms`;
        figures.push(...(await measureAlone({ daemon, clock }, { name, message })));
      }
      figures.push(...(await measureTogether({ daemon, clock }, delayMs)));
    }
    clock.setDelay(0);
    const unasked = `a${AGENTS}`;
    figures.push(...(await promptFigures(daemon, { model, agent: unasked, message: MESSAGES["20 words"] })));
  }
  return [...figures, ...(await measureFirst(model, clock))];
}

function startApiDaemon(model: MockModelServer): Promise<BenchDaemon> {
  const agent = (id: number) => [`a${id}`, { name: `Agent ${id}`, provider: "api", model: "mock-large" }];
  return startBenchDaemon({
    agents: Object.fromEntries(Array.from({ length: AGENTS + 1 }, (_unused, id) => agent(id))),
    models: { api: { format: "anthropic", base_url: model.url, api_key: "mock", model: "mock-large" } },
    execution: { maxLiveAgents: AGENTS },
  });
}

interface Asked {
  /** What each message took beyond its calls of the model, in milliseconds. */
  readonly above: number[];
  /** Processor time of the daemon for one message, in milliseconds. */
  readonly cpuMs: number;
}

/** One at a time, by one agent. */
async function askMany(
  { daemon, clock }: Scene,
  { message, count, agent = "a0" }: { message: string; count: number; agent?: string },
): Promise<Asked> {
  using replies = await openReplies(daemon);
  const above: number[] = [];
  const cpuBefore = daemon.cpuMs();
  for (let at = 0; at < count; at += 1) {
    const modelBefore = clock.totalMs();
    const whole = await replies.ask(agent, message);
    above.push(whole - (clock.totalMs() - modelBefore));
  }
  return { above, cpuMs: (daemon.cpuMs() - cpuBefore) / count };
}

async function measureAlone(
  scene: Scene,
  { name, message }: { name: string; message: string },
): Promise<Figure[]> {
  const { above, cpuMs } = await askMany(scene, { message, count: ALONE });
  return [
    { name: `1 agent, ${name}: above the model, p50`, value: median(above), unit: "ms", aim: { max: 25 } },
    { name: `1 agent, ${name}: above the model, p95`, value: percentile(above, 0.95), unit: "ms" },
    { name: `1 agent, ${name}: processor time of a message`, value: cpuMs, unit: "ms", aim: { max: 10 } },
  ];
}

async function measureTogether({ daemon, clock }: Scene, delayMs: number): Promise<Figure[]> {
  const name = `${AGENTS} agents, 2 words, model of ${delayMs} ms`;
  const cpuBefore = daemon.cpuMs();
  clock.resetOpen();
  const tookMs = await askAtOnce(daemon, { agents: AGENTS, each: EACH, message: MESSAGES["2 words"] });
  const count = AGENTS * EACH;
  const rate = count / (tookMs / 1_000);
  return [
    { name: `${name}: messages`, value: rate, unit: "/s", ...(delayMs === 50 ? { aim: { min: 70 } } : {}) },
    {
      name: `${name}: processor time of a message`,
      value: (daemon.cpuMs() - cpuBefore) / count,
      unit: "ms",
      aim: { max: 10 },
    },
    // A model that answers at once has none open.
    ...(delayMs === 0
      ? []
      : [{ name: `${name}: calls open at once`, value: clock.openMax(), unit: "", aim: { min: AGENTS } }]),
  ];
}

/** The first message after a start beside later ones of the same daemon: sent at once, and after a pause. */
async function measureFirst(model: MockModelServer, clock: ModelClock): Promise<Figure[]> {
  const sent: Record<"at once" | "after 3 s", number[]> = { "at once": [], "after 3 s": [] };
  const later: number[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    for (const when of ["at once", "after 3 s"] as const) {
      await using daemon = await startApiDaemon(model);
      if (when === "after 3 s") await wait(PAUSE_MS);
      const message = MESSAGES["2 words"];
      const [first = Number.NaN] = (await askMany({ daemon, clock }, { message, count: 1 })).above;
      sent[when].push(first);
      later.push(median((await askMany({ daemon, clock }, { message, count: 10 })).above));
    }
  }
  const usual = median(later);
  return [
    { name: "the next ones after a start: above the model", value: usual, unit: "ms" },
    {
      name: "first message, at once after a start: slower by",
      value: median(sent["at once"]) - usual,
      unit: "ms",
    },
    {
      name: "first message, 3 s after a start: slower by",
      value: median(sent["after 3 s"]) - usual,
      unit: "ms",
      aim: { max: 300 },
    },
  ];
}
