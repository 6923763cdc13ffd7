/**
 * Agents on workers beside agents of this machine: what a message, an event and a cancel cost more, how much 1, 2 and 4 workers
 * do, 200 runs at once, and how soon work goes on after a fault. Everything shares one machine, so that only ratios count.
 */
import { existsSync } from "node:fs";
import { waitFor } from "@tinyagi/testkit";
import { type BenchWorkers, openBenchWorkers } from "../support/bench-workers.js";
import { queueStatus } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { openReplies } from "../support/replies.js";
import { median, percentile } from "../support/statistics.js";

const WORKERS = 4;
/** 200 runs at once on four workers. */
const SLOTS = 50;
const SAMPLES = 40;
const FEW = 15;
/** Agents of each worker that work at a time, and messages of each. */
const CREW = 12;
const EACH = 2;
const LIVE_AT_FAULT = 20;
const LONG = { timeoutMs: 180_000, intervalMs: 5 };

export async function measureWorkers(): Promise<Figure[]> {
  await using it = await openBenchWorkers(WORKERS, SLOTS);
  return [
    ...(await pair("accepted to reply", SAMPLES, (agent) => reply(it, agent), it)),
    ...(await pair("event to the stream", FEW, (agent) => event(it, agent), it)),
    ...(await pair("cancel to the end of the process", FEW, (agent) => cancel(it, agent), it)),
    ...(await crews(it)),
    ...(await manyAtOnce(it)),
    ...(await recoveries(it)),
  ];
}

/** Interleaved, so that whatever else the machine does hits both alike. */
async function pair(
  name: string,
  samples: number,
  measure: (agent: string) => Promise<number>,
  { local, placed }: BenchWorkers,
): Promise<Figure[]> {
  const here = local[0] ?? "";
  const there = placed[0]?.[0] ?? "";
  const times: { here: number[]; there: number[] } = { here: [], there: [] };
  for (let sample = -3; sample < samples; sample += 1) {
    const one = { here: await measure(here), there: await measure(there) };
    if (sample < 0) continue;
    times.here.push(one.here);
    times.there.push(one.there);
  }
  const [near, far] = [median(times.here), median(times.there)];
  return [
    { name: `${name}, here, p50`, value: near, unit: "ms" },
    { name: `${name}, on a worker, p50`, value: far, unit: "ms" },
    { name: `${name}, on a worker, p95`, value: percentile(times.there, 0.95), unit: "ms" },
    { name: `${name}, worker ÷ here`, value: far / near, unit: "" },
  ];
}

async function reply({ daemon }: BenchWorkers, agent: string): Promise<number> {
  using replies = await openReplies(daemon);
  return replies.ask(agent);
}

async function event({ daemon, saidAt }: BenchWorkers, agent: string): Promise<number> {
  const reading = new AbortController();
  let opened = () => {};
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const events = daemon.client
    .events({
      types: ["run.tool_started"],
      signal: reading.signal,
      onConnection: ({ state }) => (state === "open" ? opened() : undefined),
    })
    [Symbol.asyncIterator]();
  const next = events.next();
  await isOpen;
  await send({ daemon }, agent, "#tool#");
  const { value } = await next;
  const at = Date.now();
  reading.abort();
  const took = at - (saidAt(value.runId) ?? Number.NaN);
  await idle({ daemon });
  return took;
}

async function cancel(it: BenchWorkers, agent: string): Promise<number> {
  await send(it, agent, "#hold#");
  const [runId, pid] = await waitFor(() => [...it.held()][0], LONG);
  const begun = performance.now();
  await it.daemon.client.call("cancelRun", { params: { id: runId } });
  await waitFor(() => !existsSync(`/proc/${pid}`), { ...LONG, intervalMs: 1 });
  const took = performance.now() - begun;
  it.release();
  await idle(it);
  return took;
}

/** Agents of two seconds. One machine runs all workers: what is lost here is its own. */
async function crews(it: BenchWorkers): Promise<Figure[]> {
  const figures: Figure[] = [];
  let alone = Number.NaN;
  for (const count of [1, 2, WORKERS]) {
    const agents = it.placed.slice(0, count).flatMap((all) => all.slice(0, CREW));
    const begun = performance.now();
    for (let round = 0; round < EACH; round += 1)
      await Promise.all(agents.map((agent) => send(it, agent, "#work#")));
    await idle(it);
    const rate = (agents.length * EACH * 1_000) / (performance.now() - begun);
    if (count === 1) alone = rate;
    figures.push({ name: `runs of 2 s, ${CREW} at a time on ${count} workers`, value: rate, unit: "/s" });
    if (count > 1) figures.push({ name: `${count} workers ÷ 1`, value: rate / alone, unit: "" });
  }
  return figures;
}

async function manyAtOnce(it: BenchWorkers): Promise<Figure[]> {
  const agents = it.placed.flat();
  const cpu = it.daemon.cpuMs();
  const begun = performance.now();
  await Promise.all(agents.map((agent) => send(it, agent, "#hold#")));
  await waitFor(() => it.held().size === agents.length, LONG);
  const liveMs = performance.now() - begun;
  const rss = it.daemon.rssMiB();
  it.release();
  const released = performance.now();
  await idle(it);
  return [
    { name: `${agents.length} runs on ${WORKERS} workers, until all are live`, value: liveMs, unit: "ms" },
    { name: "until all have ended", value: performance.now() - released, unit: "ms" },
    { name: "memory of the daemon with them", value: rss, unit: "MiB" },
    {
      name: "processor time of the daemon, each",
      value: (it.daemon.cpuMs() - cpu) / agents.length,
      unit: "ms",
    },
  ];
}

async function recoveries(it: BenchWorkers): Promise<Figure[]> {
  const crew = it.placed[0]?.slice(0, LIVE_AT_FAULT) ?? [];
  await Promise.all(crew.map((agent) => send(it, agent, "#hold#")));
  await waitFor(() => it.held().size === crew.length, LONG);
  const killed = performance.now();
  await it.restartWorker(0);
  await waitFor(() => it.held().size === 2 * crew.length, LONG);
  const repeatedMs = performance.now() - killed;
  it.release();
  await idle(it);
  const there = it.placed[1]?.[0] ?? "";
  const restarted = await until(it, there, async () => {
    await it.engine.kill();
    await it.engine.start();
  });
  const emptied = await until(it, there, async () => void (await it.engine.send("FLUSHALL")));
  return [
    { name: `worker killed and started: ${LIVE_AT_FAULT} runs live again`, value: repeatedMs, unit: "ms" },
    { name: "engine killed and started: next reply", value: restarted, unit: "ms" },
    { name: "engine emptied: next reply", value: emptied, unit: "ms" },
  ];
}

async function until(it: BenchWorkers, agent: string, fault: () => Promise<void>): Promise<number> {
  using replies = await openReplies(it.daemon);
  const begun = performance.now();
  await fault();
  await replies.ask(agent);
  return performance.now() - begun;
}

async function send({ daemon }: Pick<BenchWorkers, "daemon">, agent: string, message: string): Promise<void> {
  const { status, body } = await daemon.post("/api/message", { message, agent });
  if (status !== 200) throw new Error(body);
}

async function idle({ daemon }: Pick<BenchWorkers, "daemon">): Promise<void> {
  await waitFor(async () => {
    const { incoming, queued, processing } = await queueStatus(daemon);
    return incoming + queued + processing === 0;
  }, LONG);
}
