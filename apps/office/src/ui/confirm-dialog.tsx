/** Asks once before something that cannot be undone, and names what is lost. The safe answer has the focus. */
"use client";
import type { ReactNode } from "react";
import { visible } from "../lib/format/text";
import { words } from "../locale/words";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Terminal } from "./terminal";

export function ConfirmDialog(props: {
  title: string;
  /** What it is about: a text of a person or an agent. */
  subject?: string;
  text: string;
  /** More about what is lost, after the text. */
  children?: ReactNode;
  verb: string;
  /** The words of the safe answer. */
  keep?: string;
  commands?: readonly string[];
  /** With it, the dialog stays open until its owner closes it, and shows why the act was refused. */
  act?: { isPending: boolean; refusal: string | undefined };
  onConfirm: () => void;
  onClose: () => void;
}) {
  const {
    title,
    subject,
    text,
    verb,
    keep = words.common.keepIt,
    commands,
    act,
    children,
    onConfirm,
    onClose,
  } = props;
  return (
    <Dialog label={title} place="sheet" onClose={onClose}>
      <div className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6">
        <h2 className="text-20 font-bold tracking-tight break-words text-n-10">{title}</h2>
        {subject !== undefined && (
          <p className="line-clamp-3 font-medium break-words text-n-10">{visible(subject)}</p>
        )}
        <p className="text-13 break-words text-n-7">{text}</p>
        {children}
        {act?.refusal !== undefined && (
          <p role="alert" className="text-12 break-words text-failed">
            {act.refusal}
          </p>
        )}
        {commands !== undefined && <Terminal commands={commands} />}
        <div className="mt-2 flex flex-wrap justify-end gap-2">
          <Button data-autofocus onClick={onClose}>
            {keep}
          </Button>
          <Button
            kind="risk"
            disabled={act?.isPending === true}
            onClick={() => {
              if (act === undefined) onClose();
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
