/**
 * Chat channels against their fake platforms: from an update of the platform to the accepted message, from a committed
 * reply to the platform, and the memory of a channel's process. The fakes run in this process. One message at a time.
 */
import { readFileSync } from "node:fs";
import type { JournalEvent } from "@tinyagi/contracts";
import { waitFor } from "@tinyagi/testkit";
import { type BenchDaemon, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { PLATFORMS, type Platform } from "../support/platforms.js";
import { median, percentile } from "../support/statistics.js";

const MESSAGES = 200;
/** Messages until connections are open and V8 has compiled what is used. */
const FIRST = 30;

export async function measureChannels(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const open of PLATFORMS) {
    await using platform = await open();
    figures.push(...(await measurePlatform(platform)));
  }
  return figures;
}

async function measurePlatform(platform: Platform): Promise<Figure[]> {
  const { id, name, settings, senderId, launch } = platform;
  await using daemon = await startBenchDaemon(
    {
      agents: { a0: { name: "Agent", provider: "demo", model: "" } },
      default_agent: "a0",
      channels: { enabled: [id], [id]: settings },
    },
    async () => {},
    launch,
  );
  await daemon.client.call("allowSender", { body: { channel: id, senderId, sender: "Eve", role: "owner" } });
  const pid = await connect(daemon, platform);
  await sample(daemon, platform, FIRST);
  const { accepted, sent } = await sample(daemon, platform, MESSAGES);
  const ms = (what: string, values: readonly number[]): Figure[] => [
    { name: `${name}: ${what}, p50`, value: median(values), unit: "ms" },
    { name: `${name}: ${what}, p95`, value: percentile(values, 0.95), unit: "ms" },
  ];
  return [
    ...ms("update to accepted", accepted),
    ...ms("reply committed to sent", sent),
    { name: `${name}: memory of its process`, value: memoryMiB(pid), unit: "MiB" },
  ];
}

async function connect({ client }: BenchDaemon, { id, link }: Platform): Promise<number> {
  return waitFor(
    async () => {
      const { channels } = await client.call("listChannels");
      const status = channels.find((channel) => channel.id === id);
      if (status?.state === "login") await link?.(status.login?.qr ?? "");
      return status?.state === "connected" ? status.pid : undefined;
    },
    { what: `${id} to connect` },
  );
}

interface Sample {
  readonly accepted: number[];
  readonly sent: number[];
}

async function sample({ client }: BenchDaemon, platform: Platform, count: number): Promise<Sample> {
  const reading = new AbortController();
  let opened = () => {};
  const isOpen = new Promise<void>((resolve) => {
    opened = resolve;
  });
  const events = client.events({
    types: ["message.accepted", "reply.queued"],
    signal: reading.signal,
    onConnection: ({ state }) => (state === "open" ? opened() : undefined),
  });
  const reader = events[Symbol.asyncIterator]();
  let next = reader.next();
  await isOpen;
  const timeOf = async (type: JournalEvent["type"]): Promise<number> => {
    const { value } = await next;
    next = reader.next();
    if (value?.type !== type) throw new Error(`${type} was expected, not ${value?.type}`);
    return value.time;
  };
  const samples: Sample = { accepted: [], sent: [] };
  try {
    for (let index = 0; index < count; index += 1) {
      const text = `answer-${count}-${index}.`;
      const said = now();
      await platform.say(`#demo say ${text}`);
      samples.accepted.push((await timeOf("message.accepted")) - said);
      const committed = await timeOf("reply.queued");
      await waitFor(() => platform.isShown(text), { intervalMs: 1, what: "the reply" });
      samples.sent.push(now() - committed);
    }
  } finally {
    reading.abort();
  }
  return samples;
}

/** Events carry the wall clock. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function memoryMiB(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? "0") / 1_024;
}
