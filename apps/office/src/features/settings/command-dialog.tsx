/** What a page may not do, as the command that does it; above it, what the command is about. */
"use client";
import type { ReactNode } from "react";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { CopyCommand } from "../../ui/copy-command";
import { Dialog } from "../../ui/dialog";

export function CommandDialog(props: {
  title: string;
  text: string;
  command: string;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { title, text, command, onClose, children } = props;
  return (
    <Dialog label={title} place="sheet" onClose={onClose}>
      <div className="grid max-h-[80dvh] gap-3 overflow-auto p-6 text-13">
        <h2 className="text-20 font-bold tracking-tight break-words text-n-10">{title}</h2>
        <p className="text-n-7">{text}</p>
        {children}
        <CopyCommand command={command} kind="go">
          <Button onClick={onClose}>{words.common.close}</Button>
        </CopyCommand>
      </div>
    </Dialog>
  );
}
