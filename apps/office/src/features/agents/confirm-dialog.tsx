/** Asks once before something that cannot be undone, and names what is lost. */
"use client";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";

export function ConfirmDialog(props: {
  title: string;
  text: string;
  verb: string;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { title, text, verb, onConfirm, onClose } = props;
  return (
    <Dialog label={title} place="sheet" onClose={onClose}>
      <div className="grid gap-3 p-6">
        <h2 className="text-20 font-bold tracking-tight text-n-10">{title}</h2>
        <p className="text-13 text-n-7">{text}</p>
        <div className="mt-2 flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.keepIt}</Button>
          <Button
            kind="risk"
            onClick={() => {
              onClose();
              onConfirm();
            }}
          >
            {verb}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
