/** Programs of an agent that stay open between its messages: a mark, and how large they are with a button to close them. */
"use client";
import type { OpenPrograms } from "@tinyagi/contracts";
import { closedProgramsText, openProgramsText } from "@tinyagi/views";
import { toWords } from "../../lib/api";
import { useNow } from "../../lib/clock";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Pixels } from "../../ui/glyph";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { useClosePrograms } from "./queries";

const FLAME = ["...#...", "..##...", "..###..", ".####..", ".##.##.", ".#...#.", "..###.."];

/** The mark beside a state. */
export function ProgramMark({ of }: { of: OpenPrograms }) {
  const now = useNow();
  return (
    <span className="self-center text-n-8" title={openProgramsText(of, now, words.views)}>
      <Pixels rows={FLAME} scale={2} />
      <span className="sr-only">{words.views.agents.programs.mark}</span>
    </span>
  );
}

export function Programs({ of }: { of: OpenPrograms }) {
  const now = useNow();
  const close = useClosePrograms(of.agent);
  return (
    <div className="grid gap-1.5">
      <p className="flex flex-wrap items-center gap-2 text-12 text-n-7">
        {openProgramsText(of, now, words.views)}
        <Button
          size="s"
          disabled={close.isPending}
          onClick={() =>
            close.mutate(undefined, {
              onSuccess: (closed) => showToast(closedProgramsText(closed, words.views)),
            })
          }
        >
          {words.agents.now.closePrograms}
        </Button>
      </p>
      {close.error && (
        <p role="alert" className="text-12 text-failed">
          {toWords(close.error)}
        </p>
      )}
      <Terminal commands={[`tinyagi agent close ${of.agent}`]} />
    </div>
  );
}
