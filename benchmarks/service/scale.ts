/** What one message costs with 10, 100 and 1,000 agents in the settings. Only the message's own agent should matter. */
import { type BenchDaemon, claudeAgents, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { openReplies, type Replies } from "../support/replies.js";
import { median } from "../support/statistics.js";

const AGENTS = [10, 100, 1_000] as const;
/** Agents that get messages. */
const BUSY = 10;
const MESSAGES = 100;
const WARM_UP = 20;

interface Subject {
  readonly agents: number;
  readonly daemon: BenchDaemon;
  readonly replies: Replies;
  readonly times: number[];
}

export async function measureScale(): Promise<Figure[]> {
  const subjects: Subject[] = [];
  try {
    for (const agents of AGENTS) subjects.push(await openSubject(agents));
    return await compare(subjects);
  } finally {
    for (const { daemon, replies } of subjects) {
      replies[Symbol.dispose]();
      await daemon[Symbol.asyncDispose]();
    }
  }
}

async function openSubject(agents: number): Promise<Subject> {
  const daemon = await startBenchDaemon({ agents: claudeAgents(agents) });
  return { agents, daemon, replies: await openReplies(daemon), times: [] };
}

async function compare(subjects: readonly Subject[]): Promise<Figure[]> {
  await askAll(subjects, WARM_UP);
  const before = subjects.map(({ daemon }) => daemon.cpuMs());
  for (const { times } of subjects) times.length = 0;
  await askAll(subjects, MESSAGES);
  const rows = subjects.map(({ agents, daemon, times }, index) => ({
    agents,
    wall: median(times),
    cpu: (daemon.cpuMs() - (before[index] ?? 0)) / MESSAGES,
  }));
  const [few] = rows;
  return rows.flatMap(({ agents, wall, cpu }) => {
    const name = `${agents.toLocaleString("en")} agents`;
    const aim = few === undefined || agents === few.agents ? {} : { aim: { max: 1.2 } };
    return [
      { name: `${name}: message to reply, p50`, value: wall, unit: "ms" },
      { name: `${name}: processor time of the daemon a message`, value: cpu, unit: "ms" },
      {
        name: `${name}: message to reply, against 10 agents`,
        value: wall / (few?.wall ?? Number.NaN),
        unit: "",
        ...aim,
      },
    ];
  });
}

/**
 * The daemons take turns, so that a busy machine slows all of them alike. Every daemon gets its messages for as many agents:
 * an agent's first message creates its workspace, whatever the settings hold beside it.
 */
async function askAll(subjects: readonly Subject[], messages: number): Promise<void> {
  for (let index = 0; index < messages; index += 1) {
    for (const { replies, times } of subjects) times.push(await replies.ask(`a${index % BUSY}`));
  }
}
