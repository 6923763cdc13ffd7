/** `<home>/daemon.json`: where the running daemon is found. Written once it serves, removed at an orderly stop; never trusted without checking pid and start time. */
import { rmSync } from "node:fs";
import { writeFileAtomic } from "@tinyagi/core";

export interface RuntimeFacts {
  pid: number;
  /** Start of the process as the kernel tells it; a reused pid has another. */
  startTime: string | null;
  port: number;
  bootId: string;
  version: string;
}

export async function writeRuntimeFile(path: string, facts: RuntimeFacts): Promise<void> {
  await writeFileAtomic({ path, data: `${JSON.stringify(facts)}\n` });
}

export function removeRuntimeFile(path: string): void {
  rmSync(path, { force: true });
}
