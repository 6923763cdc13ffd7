/** TinyAGI beside other products: the table of `benchmarks/peers-service.json`, in the README and on the page of figures. */
import { loadPeers, type PeersReport, peersTable } from "../../benchmarks/products/results.js";
import { table } from "./markdown.js";

export const README = "README.md";
const BEGIN = "<!-- pnpm bench peers-service -->";
const END = "<!-- /pnpm bench peers-service -->";

/** The README with the table of the saved run. @throws Error when the README has no place for it */
export function withPeersTable(readme: string): string {
  const [start, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (start === -1 || end < start) throw new Error(`${README} lacks ${BEGIN} or ${END}`);
  return `${readme.slice(0, start + BEGIN.length)}\n\n${peersFigures()}\n\n${readme.slice(end)}`;
}

/** The table, and where it comes from. */
export function peersFigures(): string {
  const report = loadPeers();
  const { head, rows } = peersTable(report);
  return [table(head, rows), source(report), ...report.products.flatMap(failure)].join("\n\n");
}

function source({ date, machine, load, node }: PeersReport): string {
  return `Measured with \`pnpm bench peers-service\` on ${date.slice(0, 10)}: ${machine}, load ${load}; all three run on Node ${node}.`;
}

function failure({ name, failed }: PeersReport["products"][number]): string[] {
  return failed === undefined ? [] : [`${name} was not measured: ${failed}`];
}
