/**
 * TinyAGI beside other products that run agents, each from what its users install: `pnpm bench peers-service`. It installs them
 * in a temporary folder, gives all the same work with the same model on loopback, and saves `benchmarks/peers-service.json`.
 * A product that cannot be installed or started here has a reason and no figure.
 */
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { packSet } from "../../scripts/support/packed.mjs";
import type { Figure } from "../support/figure.js";
import { firstPageBytes } from "./first-page.js";
import { killAtWork, MESSAGES, startHeldModel } from "./kill-work.js";
import {
  createWorld,
  installProduct,
  installTools,
  type Service,
  startService,
  type Tools,
} from "./machine.js";
import { OPENCLAW } from "./openclaw.js";
import { PAPERCLIP } from "./paperclip.js";
import type { Product } from "./product.js";
import { type Measured, type ProductResult, savePeers } from "./results.js";
import { createTinyagi } from "./tinyagi.js";

const READY_TIMEOUT_MS = 180_000;
/** What a start leaves behind is done by then: memory is measured after it. */
const SETTLE_MS = 10_000;

export async function measurePeersService(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-peers-"));
  try {
    chmodSync(folder, 0o755);
    const tools = installTools(folder);
    const release = packSet(join(folder, "packed")).plain;
    const results: ProductResult[] = [];
    for (const product of [createTinyagi(release, MESSAGES), OPENCLAW, PAPERCLIP]) {
      console.log(`# ${product.name}`);
      const result = await measureOne(product, { folder, tools });
      if (result.failed !== undefined) console.log(`# ${product.name} is not measured: ${result.failed}`);
      results.push(result);
    }
    savePeers(tools.version, results);
    return results.flatMap(toFigures);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOne(
  product: Product,
  { folder, tools }: { folder: string; tools: Tools },
): Promise<ProductResult> {
  const { name, door } = product;
  await using model = await startHeldModel();
  const world = await createWorld(product, { folder, tools, modelUrl: model.url });
  let version: string | undefined;
  let service: Service | undefined;
  try {
    const installed = installProduct(product, world, tools);
    version = installed.version;
    product.configure(world);
    const start = () => startService(product, world, READY_TIMEOUT_MS);
    // The first start makes a database and more: what is measured is one of the days after.
    service = await start();
    await product.prepare?.(world);
    await service.kill();
    service = await start();
    const { readyMs } = service;
    await wait(SETTLE_MS);
    const memoryMiB = service.memoryMiB();
    const pageBytes = await firstPageBytes(await product.page(world));
    const work = await killAtWork(product, { world, service, model, restart: start });
    service = work.service;
    const { packages, mebibytes } = installed;
    const measured: Measured = { packages, mebibytes, readyMs, memoryMiB, pageBytes, ...work.outcome };
    return { name, version, door, measured };
  } catch (error) {
    const failed = reasonOf(error);
    return version === undefined ? { name, door, failed } : { name, version, door, failed };
  } finally {
    await service?.kill();
  }
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
