"use client";
import { useNow } from "../../lib/clock";
import { duration } from "../../lib/format/time";
import type { Run } from "../../lib/queries";
import { isLiveStatus } from "./states";

/** How long a run took; of a live one, until now. */
export function Took({
  run,
}: {
  run: Pick<Run, "startedAt" | "createdAt" | "finishedAt" | "status"> | undefined;
}) {
  const now = useNow();
  const end = run?.finishedAt ?? (run !== undefined && isLiveStatus(run.status) ? now : undefined);
  const text =
    run === undefined || end === undefined
      ? "–"
      : duration(Math.max(0, end - (run.startedAt ?? run.createdAt)));
  return <span className="font-mono text-12 whitespace-nowrap text-n-8">{text}</span>;
}
