/**
 * `<home>/expose.json` names the group of processes of the open tunnel. A daemon that starts ends what an earlier one left
 * behind, should its shell have been killed with it.
 */
import { readFileSync, rmSync } from "node:fs";
import { isSameProcess, replaceFileSync } from "@tinyagi/base";
import { EXPOSE_WAYS, type ExposeWay } from "@tinyagi/contracts";
import { killGroup, type TunnelGroup } from "./tunnel-program.js";

export interface TunnelRecord {
  save(via: ExposeWay, group: TunnelGroup): void;
  remove(): void;
  /** Ends what is left of an earlier daemon's tunnel. @returns its way */
  sweep(): Promise<ExposeWay | undefined>;
}

export function createTunnelRecord(path: string): TunnelRecord {
  const remove = () => rmSync(path, { force: true });
  return {
    save: (via, { pid, startTime }) => replaceFileSync(path, `${JSON.stringify({ via, pid, startTime })}\n`),
    remove,
    async sweep() {
      const left = read(path);
      // Another process may have the number by now.
      if (left !== undefined && (await isSameProcess(left.pid, left.startTime))) killGroup(left.pid);
      remove();
      return left?.via;
    },
  };
}

function read(path: string): (TunnelGroup & { via: ExposeWay }) | undefined {
  try {
    const { via, pid, startTime } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    const way = EXPOSE_WAYS.find((one) => one === via);
    if (way === undefined || !Number.isInteger(pid) || typeof startTime !== "string" || startTime === "")
      return undefined;
    return { via: way, pid: Number(pid), startTime };
  } catch {
    // Missing or damaged: it names no tunnel.
    return undefined;
  }
}
