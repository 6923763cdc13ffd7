/**
 * The speed of the recursive engine beside bare promises in one process.
 * Run: `npx tsx --conditions=@tinyagi/source benchmarks/graph/run.ts [--peers]`; `--peers` installs the peer libraries
 * into `benchmarks/graph/peers` first and runs them in the same session.
 */
import { machine, printRows } from "./measure.js";
import { runPeers } from "./peers.js";
import { costPerAgent, growing, latency, waitingHeap } from "./running.js";
import { structuralSpawn } from "./structural.js";

async function main(): Promise<void> {
  console.log(machine());
  const rows = [...structuralSpawn(), ...(await costPerAgent()), ...(await latency())];
  rows.push(...(await waitingHeap()), ...(await growing()));
  printRows(rows);
  if (process.argv.includes("--peers")) printRows(await runPeers());
  const missed = rows.filter((row) => row.met === false).length;
  console.log(missed === 0 ? "All targets met." : `${missed} targets missed.`);
}

await main();
