/** The messages of an agent as squares: filled ones run, outlined ones wait. */
"use client";
import { useLanes } from "../../lib/queries";
import { words } from "../../locale/words";
import { isRunning } from "../queue/queue-state";

/** More squares would say no more. */
const SHOWN = 8;

export function LoadMarks({ agent }: { agent: string }) {
  const lanes = (useLanes().data?.lanes ?? []).filter((lane) => lane.agent === agent);
  const runs = lanes.flatMap(({ messages }) => messages).filter(isRunning).length;
  const waits = lanes.reduce((sum, { total }) => sum + total, 0) - runs;
  if (runs + waits === 0) return null;
  const marks = [...Array<boolean>(runs).fill(true), ...Array<boolean>(Math.max(0, waits)).fill(false)];
  return (
    <span
      className="flex items-center gap-0.5 text-11 text-n-7"
      role="img"
      aria-label={words.teams.load(runs, waits)}
    >
      {marks.slice(0, SHOWN).map((isFull, i) => (
        <i
          // biome-ignore lint/suspicious/noArrayIndexKey: squares have no other name.
          key={i}
          className={`size-2 ${isFull ? "bg-running" : "border border-n-7"}`}
        />
      ))}
      {marks.length > SHOWN && <span aria-hidden="true">+{marks.length - SHOWN}</span>}
    </span>
  );
}
