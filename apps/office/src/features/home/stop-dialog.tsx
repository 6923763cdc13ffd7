/** Asks once before work is stopped, because a stop cannot be undone. */
"use client";
import { count } from "../../lib/format/text";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";

export function StopDialog(props: {
  title: string;
  working: number;
  onStop: () => void;
  onClose: () => void;
}) {
  const { title, working, onStop, onClose } = props;
  const what =
    working === 0
      ? "Nothing runs yet; the waiting work is cancelled."
      : `${count(working, "agent")} will be stopped.`;
  return (
    <Dialog label="Stop this mission?" place="sheet" onClose={onClose}>
      <div className="grid gap-3 p-6">
        <h2 className="text-20 font-bold tracking-tight text-n-10">Stop this mission?</h2>
        <p className="font-medium text-n-10">{title}</p>
        <p className="text-13 text-n-7">{what} Finished work is kept. This cannot be undone.</p>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>Keep working</Button>
          <Button
            kind="risk"
            onClick={() => {
              onClose();
              onStop();
            }}
          >
            Stop
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
