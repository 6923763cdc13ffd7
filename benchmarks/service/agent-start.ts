/** What the start of one agent costs the process that asks for it, by that process's memory: as its child, and in the host. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Figure } from "../support/figure.js";

const PROGRAM = fileURLToPath(new URL("../support/agent-starts.ts", import.meta.url));
const MEMORY_MIB = [0, 100, 500];

/** What the program prints: medians in milliseconds. */
export interface AgentStarts {
  readonly child: { readonly busy: number; readonly whole: number };
  readonly hosted: { readonly busy: number; readonly whole: number };
}

export async function measureAgentStart(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const mib of MEMORY_MIB) {
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...process.execArgv,
      PROGRAM,
      String(mib),
    ]);
    const { child, hosted } = JSON.parse(stdout) as AgentStarts;
    const name = mib === 0 ? "a small process" : `a process with ${mib} MiB more`;
    figures.push(
      { name: `${name}: main thread busy, agent as its child`, value: child.busy, unit: "ms" },
      { name: `${name}: main thread busy, agent in the host`, value: hosted.busy, unit: "ms" },
      { name: `${name}: start to exit, agent as its child`, value: child.whole, unit: "ms" },
      { name: `${name}: start to exit, agent in the host`, value: hosted.whole, unit: "ms" },
    );
  }
  return figures;
}
