/** A form in a window: its title, its fields, what went wrong, and the buttons, which stay in view while it scrolls. */
"use client";
import type { FormEvent, ReactNode } from "react";
import { toWords } from "../lib/api";
import { words } from "../locale/words";
import { Button } from "./button";
import { Dialog } from "./dialog";
import { Wrong } from "./field";
import { Terminal } from "./terminal";

interface Props {
  title: string;
  /** Beside the title. */
  face?: ReactNode;
  /** Whether one Escape closes it. */
  isKept?: boolean;
  /** Forgets what is typed, which is still there when the form opens again. Absent: nothing is typed. */
  onDiscard: (() => void) | undefined;
  /** What the daemon refused. */
  error: Error | null;
  /** The same in a terminal. */
  commands?: readonly string[];
  /** The word on the button that sends the form. */
  verb: string;
  isBusy: boolean;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  onClose: () => void;
  children: ReactNode;
}

export function FormDialog(props: Props) {
  const {
    title,
    face,
    isKept = false,
    error,
    commands,
    verb,
    isBusy,
    onSubmit,
    onClose,
    onDiscard,
    children,
  } = props;
  return (
    <Dialog label={title} place="sheet" isKept={isKept} onClose={onClose}>
      <form
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6"
        noValidate
        onSubmit={onSubmit}
      >
        <h2 className="flex items-center gap-3 text-20 font-bold tracking-tight text-n-10">
          {face}
          <span className="min-w-0 break-words">{title}</span>
        </h2>
        {children}
        {error && <Wrong>{toWords(error)}</Wrong>}
        {commands && <Terminal commands={commands} />}
        <div className="sticky -bottom-6 -mx-6 -mb-6 flex justify-end gap-2 border-t border-n-3 bg-n-0 px-6 py-3">
          {onDiscard && (
            <Button kind="bare" className="mr-auto" onClick={onDiscard}>
              {words.common.discard}
            </Button>
          )}
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={isBusy}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
