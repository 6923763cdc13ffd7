/**
 * TinyAGI beside other products that run agents, each from what its users install: `pnpm bench peers-service`. It installs them
 * in a temporary folder, gives all the same work with the same model on loopback, and saves `benchmarks/peers-service.json`.
 * A product that cannot be installed or started here has a reason and no figure.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { packSet } from "../../scripts/support/packed.mjs";
import type { Figure } from "../support/figure.js";
import { median } from "../support/statistics.js";
import { firstPageBytes } from "./first-page.js";
import { type HeldModel, killAtWork, MESSAGES, type Outcome, startHeldModel } from "./kill-work.js";
import {
  createWorld,
  type Installed,
  installProduct,
  installTools,
  type Service,
  startService,
  type Tools,
} from "./machine.js";
import { OPENCLAW } from "./openclaw.js";
import { PAPERCLIP } from "./paperclip.js";
import type { Product, World } from "./product.js";
import { type ProductResult, savePeers } from "./results.js";
import { createTinyagi } from "./tinyagi.js";

const READY_TIMEOUT_MS = 180_000;
/** What a start leaves behind is done by then: memory is measured after it. */
const SETTLE_MS = 10_000;

/** Rounds of starts, in turns: a busy moment then slows all products, and their medians can be compared. */
const ROUNDS = 3;

/** A product on its way through the measure. */
interface Entry {
  readonly product: Product;
  readonly world: World;
  readonly model: HeldModel;
  installed?: Installed;
  readonly starts: { readyMs: number; memoryMiB: number }[];
  work?: { pageBytes: number } & Outcome;
  failed?: string;
}

export async function measurePeersService(): Promise<Figure[]> {
  const load = loadavg()[0] ?? 0;
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-peers-"));
  const entries: Entry[] = [];
  try {
    chmodSync(folder, 0o755);
    const tools = installTools(folder);
    const release = packSet(join(folder, "packed")).plain;
    for (const product of [createTinyagi(release, MESSAGES), OPENCLAW, PAPERCLIP]) {
      const model = await startHeldModel();
      const world = await createWorld(product, { folder, tools, modelUrl: model.url });
      entries.push({ product, world, model, starts: [] });
    }
    for (const entry of entries) await step(entry, "installs", () => prepare(entry, tools));
    for (let round = 1; round <= ROUNDS; round += 1)
      for (const entry of entries) await step(entry, `start ${round}`, () => measureStart(entry));
    for (const entry of entries) await step(entry, "works", () => measureWork(entry));
    const results = entries.map(toResult);
    savePeers({ node: tools.version, load }, results);
    return results.flatMap(toFigures);
  } finally {
    for (const { model } of entries) await model[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Nothing more is asked of a product once it has failed. */
async function step(entry: Entry, what: string, work: () => Promise<void>): Promise<void> {
  if (entry.failed !== undefined) return;
  console.log(`# ${entry.product.name}: ${what}`);
  try {
    await work();
  } catch (error) {
    entry.failed = reasonOf(error);
    console.log(`# ${entry.product.name} is not measured: ${entry.failed}`);
  }
}

/** The first start makes a database and more: what is measured is one of the days after. */
async function prepare(entry: Entry, tools: Tools): Promise<void> {
  const { product, world } = entry;
  entry.installed = installProduct(product, world, tools);
  product.configure(world);
  await whileRunning(entry, async () => product.prepare?.(world));
}

async function measureStart(entry: Entry): Promise<void> {
  await whileRunning(entry, async ({ readyMs, memoryMiB }) => {
    await wait(SETTLE_MS);
    entry.starts.push({ readyMs, memoryMiB: memoryMiB() });
  });
}

async function measureWork(entry: Entry): Promise<void> {
  const { product, world, model } = entry;
  const start = () => startService(product, world, READY_TIMEOUT_MS);
  let service = await start();
  try {
    const pageBytes = await firstPageBytes(await product.page(world));
    const kill = () => service.kill();
    const restart = async () => {
      service = await start();
    };
    entry.work = { pageBytes, ...(await killAtWork(product, { world, model, kill, restart })) };
  } finally {
    await service.kill();
  }
}

async function whileRunning(
  { product, world }: Entry,
  work: (service: Service) => Promise<void> | undefined,
): Promise<void> {
  const service = await startService(product, world, READY_TIMEOUT_MS);
  try {
    await work(service);
  } finally {
    await service.kill();
  }
}

function toResult({ product, installed, starts, work, failed }: Entry): ProductResult {
  const { name, door } = product;
  const head = installed === undefined ? { name, door } : { name, version: installed.version, door };
  if (failed !== undefined || installed === undefined || work === undefined)
    return { ...head, failed: failed ?? "it was not installed" };
  const { packages, mebibytes } = installed;
  const readyMs = median(starts.map((start) => start.readyMs));
  const memoryMiB = median(starts.map((start) => start.memoryMiB));
  return { ...head, measured: { packages, mebibytes, readyMs, memoryMiB, ...work } };
}

/** One line: the end of what the product said, or else what happened. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = "stderr" in error && typeof error.stderr === "string" ? error.stderr : error.message;
  return said.replaceAll(/\s+/g, " ").trim().slice(-400);
}

function toFigures({ name, version, measured }: ProductResult): Figure[] {
  if (measured === undefined) return [];
  const product = `${name} ${version}`;
  return [
    { name: `${product}: installed packages`, value: measured.packages, unit: "" },
    { name: `${product}: installed size`, value: measured.mebibytes, unit: "MiB" },
    { name: `${product}: start to first page`, value: measured.readyMs, unit: "ms" },
    { name: `${product}: memory after the start (PSS)`, value: measured.memoryMiB, unit: "MiB" },
    { name: `${product}: first page`, value: measured.pageBytes / 1_000, unit: "kB" },
    { name: `${product}: accepted messages`, value: measured.accepted, unit: "" },
    { name: `${product}: answered before kill -9`, value: measured.before, unit: "" },
    { name: `${product}: answered at the end`, value: measured.answered, unit: "" },
    { name: `${product}: answered twice`, value: measured.twice, unit: "" },
  ];
}
