/** Program of `pnpm bench agent-start`: starts agents as children and in the host, in turn, with so many MiB of memory in use. */
import { createIds, createSystemClock } from "@tinyagi/base";
import { createAgentHost, createAgentProcesses, type StartAgentProcess } from "@tinyagi/harness";
import type { AgentStarts } from "../service/agent-start.js";
import { median } from "./statistics.js";

const ROUNDS = 60;
const WARM_UP = 10;

const memory = Buffer.alloc(Number(process.argv[2]) * 2 ** 20, 1);
const clock = createSystemClock();
const bootId = createIds()("boot");
const host = createAgentHost({
  bootId,
  mark: `host ${bootId}`,
  clock,
  log: { warn: (details, message) => console.error(message, details) },
  // Without control groups, as the agents that are children of this process.
  place: Promise.resolve({ kind: "marks", reason: "system", mount: undefined }),
  events: { crashed: () => {}, paused: () => {}, resumed: () => {} },
  reap: async () => {},
});
await host.ready;
const variants = { child: createAgentProcesses(), hosted: host.startProcess };
const samples = { child: newSamples(), hosted: newSamples() };
for (let round = -WARM_UP; round < ROUNDS; round += 1) {
  for (const name of ["child", "hosted"] as const) {
    const { busy, whole } = await timeOf(variants[name]);
    if (round < 0) continue;
    samples[name].busy.push(busy);
    samples[name].whole.push(whole);
  }
}
await host[Symbol.asyncDispose]();
const of = ({ busy, whole }: ReturnType<typeof newSamples>) => ({ busy: median(busy), whole: median(whole) });
const starts: AgentStarts = { child: of(samples.child), hosted: of(samples.hosted) };
// The memory is part of the answer, so that it is still in use here.
console.log(JSON.stringify({ ...starts, bytes: memory.length }));

function newSamples() {
  return { busy: [] as number[], whole: [] as number[] };
}

async function timeOf(startProcess: StartAgentProcess): Promise<{ busy: number; whole: number }> {
  const before = performance.eventLoopUtilization();
  const begun = performance.now();
  const { outcome } = startProcess({
    command: "/bin/true",
    args: [],
    cwd: "/",
    env: { PATH: "/usr/bin:/bin" },
    stdin: "hello",
    limits: { timeoutMs: 60_000, idleTimeoutMs: 60_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
    signal: new AbortController().signal,
    onLine: () => "progress",
  });
  const { exitCode } = await outcome;
  if (exitCode !== 0) throw new Error(`the agent ended with ${exitCode}`);
  return {
    busy: performance.eventLoopUtilization(before).active,
    whole: performance.now() - begun,
  };
}
