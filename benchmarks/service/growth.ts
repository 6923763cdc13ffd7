/** What stays of a message in the database: bytes and events, and how many events a second that is under load. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { readRows } from "@tinyagi/testkit";
import { BURST, runBurst, startBurstDaemon } from "../support/burst.js";
import type { Figure } from "../support/figure.js";

/** The file grows in steps; over so many bursts they do not count. */
const BURSTS = 2;

export async function measureGrowth(): Promise<Figure[]> {
  await using daemon = await startBurstDaemon();
  await runBurst(daemon);
  const path = join(daemon.home, "tinyagi.db");
  const pages = () =>
    readRows<{ n: number }>(
      path,
      "SELECT page_count * page_size AS n FROM pragma_page_count, pragma_page_size",
    )[0]?.n ?? 0;
  const events = () => readRows<{ n: number }>(path, "SELECT count(*) AS n FROM events")[0]?.n ?? 0;
  const before = { bytes: pages(), events: events() };
  let ms = 0;
  for (let burst = 0; burst < BURSTS; burst += 1) ms += await runBurst(daemon);
  const messages = BURSTS * BURST;
  const written = events() - before.events;
  return [
    {
      name: "growth of the database for a message",
      value: (pages() - before.bytes) / messages / 1_024,
      unit: "KiB",
    },
    { name: "events of a message", value: written / messages, unit: "" },
    { name: "messages under load", value: (messages * 1_000) / ms, unit: "/s" },
    { name: "events under load", value: (written * 1_000) / ms, unit: "/s" },
    { name: "log beside the database", value: statSync(`${path}-wal`).size / 1_024 ** 2, unit: "MiB" },
  ];
}
