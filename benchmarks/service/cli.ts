/** The command line as a person waits for it: a whole process, from its start to its exit. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { claudeAgents, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { median } from "../support/statistics.js";

const PROGRAM = fileURLToPath(new URL("../../packages/cli/bin/tinyagi.mjs", import.meta.url));
const ROUNDS = 15;
const VARIANTS = {
  "node itself, without a program": ["-e", "0"],
  "tinyagi --help": [PROGRAM, "--help"],
  "tinyagi status": [PROGRAM, "status"],
};

export async function measureCli(): Promise<Figure[]> {
  await using daemon = await startBenchDaemon({ agents: claudeAgents(4) });
  const times = Object.fromEntries(Object.keys(VARIANTS).map((name) => [name, [] as number[]]));
  for (let round = -1; round < ROUNDS; round += 1) {
    for (const [name, args] of Object.entries(VARIANTS)) {
      const ms = await timeOf(args, daemon.env);
      if (round >= 0) times[name]?.push(ms);
    }
  }
  return Object.entries(times).map(([name, samples]) => ({
    name,
    value: median(samples),
    unit: "ms",
    ...(name.startsWith("tinyagi") ? { aim: { max: 200 } } : {}),
  }));
}

function timeOf(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve(performance.now() - begun);
      else reject(new Error(`${args.join(" ")} ended with ${code}`));
    });
  });
}
