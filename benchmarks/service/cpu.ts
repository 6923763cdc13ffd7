/** Where the processor time of a message goes, process by process, beside the bare daemon. Holds on a busy machine too. */
import { type BareDaemon, startBareDaemon } from "../support/bare-daemon.js";
import { BURST, LIVE_MAX, runBurst, startBurstDaemon } from "../support/burst.js";
import type { Figure } from "../support/figure.js";
import { listChildren, processorTime } from "../support/processor-time.js";
import { median } from "../support/statistics.js";

const ROUNDS = 4;
/** Bursts until V8 has compiled what is used. */
const WARM_UP = 2;

interface Cost {
  /** The process that takes the messages. */
  readonly daemon: number;
  /** The process that starts the agents, where it is another one. */
  readonly host: number;
  /** Agents, with the programs that became them. */
  readonly agents: number;
}

export async function measureCpu(): Promise<Figure[]> {
  await using bare = await startBareDaemon(LIVE_MAX);
  await using ours = await startBurstDaemon();
  const [host] = listChildren(ours.pid);
  if (host === undefined) throw new Error("The daemon has no agent host.");
  const bareCosts: Cost[] = [];
  const costs: Cost[] = [];
  for (let round = 0; round < WARM_UP + ROUNDS; round += 1) {
    bareCosts.push(await getCost(bare, () => costOfBare(bare)));
    costs.push(await getCost(ours, () => costOfOurs(ours.pid, host)));
  }
  return toFigures(bareCosts.slice(WARM_UP), costs.slice(WARM_UP));
}

function costOfBare({ pid }: BareDaemon): Cost {
  const { own, children } = processorTime(pid);
  return { daemon: own, host: 0, agents: children };
}

function costOfOurs(daemon: number, host: number): Cost {
  const { own, children } = processorTime(host);
  return { daemon: processorTime(daemon).own, host: own, agents: children };
}

/** Of one message in a burst, in milliseconds. */
async function getCost(target: Parameters<typeof runBurst>[0], read: () => Cost): Promise<Cost> {
  const before = read();
  await runBurst(target);
  const after = read();
  const spent = (part: keyof Cost) => (after[part] - before[part]) / BURST;
  return { daemon: spent("daemon"), host: spent("host"), agents: spent("agents") };
}

function toFigures(bare: readonly Cost[], ours: readonly Cost[]): Figure[] {
  const middle = (costs: readonly Cost[], of: (cost: Cost) => number) => median(costs.map(of));
  const total = ({ daemon, host, agents }: Cost) => daemon + host + agents;
  const ms = (name: string, value: number): Figure => ({ name, value, unit: "ms" });
  return [
    ms(
      "bare daemon: itself",
      middle(bare, (cost) => cost.daemon),
    ),
    ms(
      "bare daemon: its agents",
      middle(bare, (cost) => cost.agents),
    ),
    ms("bare daemon: total", middle(bare, total)),
    ms(
      "TinyAGI: daemon",
      middle(ours, (cost) => cost.daemon),
    ),
    ms(
      "TinyAGI: agent host",
      middle(ours, (cost) => cost.host),
    ),
    ms(
      "TinyAGI: agents, with what starts them",
      middle(ours, (cost) => cost.agents),
    ),
    ms("TinyAGI: total", middle(ours, total)),
    {
      name: "total of the bare daemon, against TinyAGI's",
      value: middle(bare, total) / middle(ours, total),
      unit: "",
    },
  ];
}
