/** What a page may not do, as the command that does it. */
"use client";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { copyText } from "../../ui/terminal";

export function CommandDialog(props: { title: string; text: string; command: string; onClose: () => void }) {
  const { title, text, command, onClose } = props;
  return (
    <Dialog label={title} place="sheet" onClose={onClose}>
      <div className="grid gap-3 p-6 text-13">
        <h2 className="text-20 font-bold tracking-tight break-words text-n-10">{title}</h2>
        <p className="text-n-7">{text}</p>
        <code className="rounded-xs bg-n-2 px-2 py-1 break-all text-n-10">{command}</code>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.close}</Button>
          <Button kind="go" onClick={() => void copyText(command)}>
            {words.settings.plugins.copy}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
