/** The tool calls and the thinking of a run, from its log: folded to one word, read when someone asks. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { words } from "../../locale/words";
import { Trouble } from "../../ui/region";
import { useRunLog } from "../runs/queries";
import { ToolCalls } from "../runs/tool-calls";

export function PastTools({ runId, hasEnded }: { runId: string; hasEnded: boolean }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="my-1 text-12 text-n-7" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="cursor-pointer select-none hover:text-n-10 max-md:min-h-11 max-md:py-3.5">
        {words.chat.answer.tools}
      </summary>
      {isOpen && <Calls runId={runId} hasEnded={hasEnded} />}
    </details>
  );
}

function Calls({ runId, hasEnded }: { runId: string; hasEnded: boolean }) {
  const { data, error, refetch } = useRunLog(runId);
  if (error) return <Trouble text={toWords(error)} retry={() => void refetch()} />;
  return data === undefined ? <p>{words.common.reading}</p> : <ToolCalls log={data} hasEnded={hasEnded} />;
}
