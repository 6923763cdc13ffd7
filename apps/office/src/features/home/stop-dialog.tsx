/** Asks once before work is stopped, because a stop cannot be undone. */
"use client";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Terminal } from "../../ui/terminal";

export function StopDialog(props: {
  /** Null for none: then no command does the same. */
  conversation: string | null;
  title: string;
  working: number;
  onStop: () => void;
  onClose: () => void;
}) {
  const { conversation, title, working, onStop, onClose } = props;
  const said = words.home.stop;
  return (
    <Dialog label={said.title} place="sheet" onClose={onClose}>
      <div className="grid gap-3 p-6">
        <h2 className="text-20 font-bold tracking-tight text-n-10">{said.title}</h2>
        <p className="font-medium text-n-10">{title}</p>
        <p className="text-13 text-n-7">
          {working === 0 ? said.nothingRuns : said.stops(working)} {said.kept}
        </p>
        {conversation !== null && <Terminal commands={[`tinyagi conversation cancel ${conversation}`]} />}
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>{said.keep}</Button>
          <Button
            kind="risk"
            onClick={() => {
              onClose();
              onStop();
            }}
          >
            {said.verb}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
