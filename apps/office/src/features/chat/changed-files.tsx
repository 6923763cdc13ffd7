/** What an answer changed and nobody committed yet: folded, read when someone asks. */
"use client";
import { useState } from "react";
import { words } from "../../locale/words";
import { Diff } from "../runs/diff";

export function ChangedFiles({ runId }: { runId: string }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="my-1 text-12 text-n-7" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className="cursor-pointer select-none hover:text-n-10 max-md:min-h-11 max-md:py-3.5">
        {words.chat.answer.changed}
      </summary>
      {isOpen && (
        <div className="py-1.5">
          <Diff runId={runId} />
        </div>
      )}
    </details>
  );
}
