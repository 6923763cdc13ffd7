/** The tries before the newest one: how each ended, and why. */
"use client";
import { oneLine } from "../../lib/format/text";
import type { Run } from "../../lib/queries";
import { words } from "../../locale/words";
import { MoneyChip, TimeChip } from "../../ui/chips";
import { StateMark } from "../../ui/glyph";
import { runShown } from "../../ui/states";
import { Part } from "./part";
import { Took } from "./took";

export function Tries({ attempts }: { attempts: readonly Run[] }) {
  if (attempts.length === 0) return null;
  return (
    <Part name={words.runs.part.earlier}>
      <ol>
        {attempts.map((run, at) => (
          <li key={run.runId} className="border-b border-n-3 py-1.5 text-13 last:border-0">
            <span className="flex items-center gap-3">
              <span>{words.runs.part.attempt(at + 1)}</span>
              <StateMark {...runShown(run.status)} />
              <Took run={run} />
              <MoneyChip of={run.total} />
              <span className="ml-auto">
                <TimeChip at={run.createdAt} />
              </span>
            </span>
            {run.error && (
              <span className="block break-words text-12 text-n-7">{oneLine(run.error.message, 240)}</span>
            )}
          </li>
        ))}
      </ol>
    </Part>
  );
}
