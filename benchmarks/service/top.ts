/** `tinyagi top` in a terminal: its processor time and what it writes, while 64 agents work and while they rest. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { waitFor } from "@tinyagi/testkit";
import { type BenchDaemon, claudeAgents, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { listChildren, processorTime } from "../support/processor-time.js";

const PROGRAM = fileURLToPath(new URL("../../packages/cli/bin/tinyagi.mjs", import.meta.url));
const AGENTS = 64;
const WARM_UP_MS = 5_000;
const WATCHED_MS = 15_000;
const PATIENCE = { timeoutMs: 120_000 };

/** A `claude` that uses a tool each second and writes between the calls, without a program but `sleep`. */
const BUSY = `#!/bin/sh
case "$*" in *--replay-user-messages*) exit 1 ;; esac
cat > /dev/null
printf '{"type":"system","subtype":"init","session_id":"s","model":"busy","tools":[]}\\n'
n=0
while :; do
  n=$((n + 1))
  printf '{"type":"assistant","message":{"id":"m%s","role":"assistant","content":[{"type":"text","text":"Step %s comes next."},{"type":"tool_use","id":"t%s","name":"Bash","input":{"command":"make step-%s"}}]},"parent_tool_use_id":null,"session_id":"s"}\\n' $n $n $n $n
  sleep 1
  printf '{"type":"user","message":{"role":"user","content":[{"type":"tool_result","tool_use_id":"t%s","content":"ok"}]},"parent_tool_use_id":null,"session_id":"s"}\\n' $n
done
`;

interface Watched {
  /** Of one processor, in percent. */
  readonly cpu: number;
  readonly bytes: number;
}

export async function measureTop(): Promise<Figure[]> {
  await using daemon = await startBenchDaemon({
    agents: claudeAgents(AGENTS),
    execution: { maxLiveAgents: AGENTS },
  });
  const resting = await watch(daemon, /all teams/);
  writeFileSync(daemon.agentCommand, BUSY);
  chmodSync(daemon.agentCommand, 0o755);
  for (let at = 0; at < AGENTS; at += 1)
    await daemon.client.call("sendMessage", {
      body: { message: `@a${at} work`, channel: "cli", sender: "cli" },
    });
  const busy = await watch(daemon, new RegExp(`${AGENTS} running`));
  return [
    { name: `${AGENTS} agents work: processor time`, value: busy.cpu, unit: "%", aim: { max: 10 } },
    {
      name: `${AGENTS} agents work: written`,
      value: busy.bytes / (WATCHED_MS / 1_000) / 1_000,
      unit: "KB/s",
    },
    { name: `${AGENTS} agents rest: processor time`, value: resting.cpu, unit: "%" },
    { name: `${AGENTS} agents rest: written`, value: resting.bytes, unit: "bytes", aim: { max: 0 } },
  ];
}

async function watch(daemon: BenchDaemon, shows: RegExp): Promise<Watched> {
  const command = `stty cols 120 rows 70; exec ${process.execPath} ${PROGRAM} top`;
  const terminal = spawn("script", ["-qfec", command, "/dev/null"], {
    env: { ...daemon.env, LC_ALL: "C.UTF-8", TERM: "xterm-256color" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let bytes = 0;
  let screen = "";
  terminal.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    screen = (screen + chunk.toString()).slice(-100_000);
  });
  try {
    await waitFor(() => shows.test(screen), PATIENCE);
    await pause(WARM_UP_MS);
    const pid = pidIn(terminal);
    const before = { cpu: processorTime(pid).own, bytes };
    await pause(WATCHED_MS);
    const used = processorTime(pid).own - before.cpu;
    return { cpu: (used / WATCHED_MS) * 100, bytes: bytes - before.bytes };
  } finally {
    terminal.stdin.write("q");
    await new Promise((resolve) => terminal.once("exit", resolve));
  }
}

function pidIn({ pid = 0 }: ChildProcess): number {
  const [command] = listChildren(pid);
  if (command === undefined) throw new Error("the terminal runs no command");
  return command;
}
