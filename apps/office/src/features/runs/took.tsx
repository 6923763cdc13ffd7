"use client";
import { useNow } from "../../lib/clock";
import { duration } from "../../lib/figures";
import type { Run } from "../../lib/queries";
import { isLiveStatus } from "../../ui/states";
import type { Figures } from "./figures";

interface Props {
  run: Pick<Run, "startedAt" | "createdAt" | "finishedAt" | "status">;
  /** Whether its work continues although its process has ended. */
  goesOn?: boolean;
}

/** How long a run took; of one that works or goes on, until now. */
export function Took({ run, goesOn = false }: Props) {
  const until = goesOn || isLiveStatus(run.status) ? "now" : (run.finishedAt ?? undefined);
  return <Lasted time={until === undefined ? undefined : { since: run.startedAt ?? run.createdAt, until }} />;
}

/** How long a piece of work took, over all its tries. */
export function Lasted({ time }: { time: Figures["time"] }) {
  const now = useNow();
  const text =
    time === undefined ? "–" : duration(Math.max(0, (time.until === "now" ? now : time.until) - time.since));
  return <span className="font-mono text-12 whitespace-nowrap text-n-8">{text}</span>;
}
