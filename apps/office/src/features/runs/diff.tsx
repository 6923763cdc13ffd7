/** What is changed and not committed in the workspace of a run's agent. */
"use client";
import { sayWhy } from "@tinyagi/views";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { DiffLines } from "../../ui/code/diff-lines";
import { Trouble } from "../../ui/region";
import { useDiff } from "./queries";

export function Diff({ runId }: { runId: string }) {
  const { data, error, refetch } = useDiff(runId, true);
  if (error) return <Trouble text={toWords(error)} retry={() => void refetch()} />;
  if (data === undefined) return <p className="text-13 text-n-7">{words.common.reading}</p>;
  const note = sayWhy({ reason: data.note, why: data.why }, words.views);
  return (
    <>
      {(note !== null || data.files.length === 0) && (
        <p className="text-13 text-n-7">{note ?? words.runs.part.noChanges}</p>
      )}
      {data.files.map(({ path, status, diff }) => (
        <details key={path} className="rounded-s border border-n-4 not-first:mt-2">
          <summary className="cursor-pointer px-2 py-1 font-mono text-12 text-n-10">
            {visible(path)} <span className="text-n-7">{status}</span>
          </summary>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
            tabIndex={0}
            className="max-h-80 overflow-auto border-t border-n-3 py-1 text-12"
          >
            <DiffLines diff={diff} className="px-2" />
          </pre>
        </details>
      ))}
    </>
  );
}
