/** `benchmarks/peers-service.json`: what the last saved run measured, and its table for the documents. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatValue } from "../support/figure.js";
import { createReport } from "../support/report.js";

export const RESULTS = fileURLToPath(new URL("../peers-service.json", import.meta.url));

export interface Measured {
  readonly packages: number;
  readonly mebibytes: number;
  readonly readyMs: number;
  readonly memoryMiB: number;
  readonly pageBytes: number;
  readonly accepted: number;
  readonly before: number;
  readonly answered: number;
  readonly twice: number;
}

/** One product: its figures, or why there are none. */
export interface ProductResult {
  readonly name: string;
  readonly version?: string;
  readonly door: string;
  readonly measured?: Measured;
  readonly failed?: string;
}

export interface PeersReport {
  readonly format: 1;
  readonly date: string;
  readonly commit: string;
  readonly machine: string;
  /** Before the run. */
  readonly load: number;
  /** Of all products. */
  readonly node: string;
  readonly products: readonly ProductResult[];
}

/** @param about - the Node of all products, and the load of the machine before they ran */
export function savePeers(
  { node, load }: { node: string; load: number },
  products: readonly ProductResult[],
): void {
  const { format, date, commit, machine } = createReport(new Date());
  const rounded = Number(load.toFixed(2));
  const report: PeersReport = { format, date, commit, machine, load: rounded, node, products };
  writeFileSync(RESULTS, `${JSON.stringify(report, null, 2)}\n`);
}

/** @throws Error if there is no saved run */
export function loadPeers(): PeersReport {
  return JSON.parse(readFileSync(RESULTS, "utf8")) as PeersReport;
}

const ROWS: readonly (readonly [string, (measured: Measured) => string])[] = [
  ["Packages that npm installs", ({ packages }) => formatValue(packages)],
  ["Installed size", ({ mebibytes }) => `${formatValue(mebibytes)} MiB`],
  ["Start to first page", ({ readyMs }) => `${formatValue(readyMs / 1_000)} s`],
  ["Memory after the start", ({ memoryMiB }) => `${formatValue(memoryMiB)} MiB`],
  ["First page in a browser", ({ pageBytes }) => `${formatValue(pageBytes / 1_000)} kB`],
  ["Answered after `kill -9` at work", ({ answered, accepted }) => `${answered} of ${accepted}`],
  ["Answered twice", ({ twice }) => String(twice)],
];

/** The head and the rows of the table: a product without figures has `not measured`. */
export function peersTable({ products }: PeersReport): { head: string[]; rows: string[][] } {
  return {
    head: ["", ...products.map(({ name, version }) => [name, version].filter(Boolean).join(" "))],
    rows: ROWS.map(([title, cell]) => [
      title,
      ...products.map(({ measured }) => (measured === undefined ? "not measured" : cell(measured))),
    ]),
  };
}
