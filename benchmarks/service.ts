/**
 * Figures of the running service. `pnpm bench`, or one of them: `pnpm bench latency`. Needs a build; traffic stays
 * on loopback and is bounded.
 */

import { measureClaim } from "./service/claim.js";
import { measureEnqueue } from "./service/enqueue.js";
import { measureFlood } from "./service/flood.js";
import { measureLatency } from "./service/latency.js";
import { measureStart } from "./service/start.js";
import { measureStream } from "./service/stream.js";
import { measureThroughput } from "./service/throughput.js";
import { machine, printFigures } from "./support/statistics.js";

const MEASURES = {
  start: measureStart,
  claim: measureClaim,
  enqueue: measureEnqueue,
  latency: measureLatency,
  stream: measureStream,
  flood: measureFlood,
  throughput: measureThroughput,
};

const wanted = process.argv.slice(2);
console.log(`# ${machine()}`);
for (const [name, measure] of Object.entries(MEASURES)) {
  if (wanted.length === 0 || wanted.includes(name)) printFigures(name, await measure());
}
