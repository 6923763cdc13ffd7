/** Starts the bare daemon, the lower bound that TinyAGI is compared with. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createTinyAgentBin } from "@tinyagi/testkit";

const PROGRAM = fileURLToPath(new URL("./bare-daemon.mjs", import.meta.url));

export interface BareDaemon extends AsyncDisposable {
  readonly pid: number;
  send(agent: string): Promise<unknown>;
  completed(): Promise<number>;
}

/** @param liveMax - agents that may run at the same time */
export async function startBareDaemon(liveMax: number): Promise<BareDaemon> {
  const folder = await mkdtemp(join(tmpdir(), "tinyagi-bare-"));
  const bin = await createTinyAgentBin(folder);
  const child = spawn(process.execPath, [PROGRAM, join(folder, "bare.db"), bin.claude, String(liveMax)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = `http://127.0.0.1:${await firstLine(child)}`;
  return {
    pid: child.pid ?? 0,
    send: (agent) => fetch(url, { method: "POST", body: JSON.stringify({ agent, message: "hello" }) }),
    completed: async () => ((await (await fetch(url)).json()) as { completed: number }).completed,
    async [Symbol.asyncDispose]() {
      const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
      child.kill("SIGTERM");
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) =>
    child.stdout?.once("data", (chunk: Buffer) => resolve(chunk.toString().trim())),
  );
}
