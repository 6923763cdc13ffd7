/** Where a message is written: `@` completes names, Enter sends, Shift Enter starts a line, the draft is kept. */
"use client";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { wordsOf } from "../../lib/api";
import { useAgents, useTeams } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { Face } from "../../ui/face";
import { AttachButton } from "./attach-button";
import { AttachmentChips, useAttachments, withFiles } from "./attachments";
import { complete, matches, type Named, nameAt } from "./completion";
import { readDraft, writeDraft } from "./drafts";

interface Props {
  /** Which draft this is. */
  draft: string;
  label: string;
  verb: string;
  hint: string;
  autoFocus?: boolean;
  /** Only these agents are completed; default: all agents and teams. */
  names?: readonly string[];
  /** Files by drop, paste and button. Default: none. */
  takesFiles?: boolean;
  onSend: (text: string) => Promise<unknown>;
  /** `↑` in an empty field: takes back what was sent and not read yet. */
  onUp?: (() => Promise<string | undefined>) | undefined;
  children?: ReactNode;
}

export function Composer({
  draft,
  label,
  verb,
  hint,
  autoFocus = false,
  names: only,
  takesFiles = false,
  onSend,
  onUp,
  children,
}: Props) {
  const [text, setText] = useState(() => readDraft(draft));
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const attached = useAttachments();
  const names = useCompletion({ text, field, only });
  const listId = useId();
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  function change(next: string): void {
    setText(next);
    writeDraft(draft, next);
    setProblem(undefined);
  }
  async function send(): Promise<void> {
    const message = takesFiles ? withFiles(text.trim(), attached.files) : text.trim();
    if (message === "" || isBusy || attached.isBusy) return;
    setBusy(true);
    try {
      await onSend(message);
      change("");
      attached.clear();
    } catch (error) {
      // The draft stays, so nothing has to be written twice.
      setProblem(wordsOf(error));
    } finally {
      setBusy(false);
    }
  }
  function pick(id: string): void {
    const caret = field.current?.selectionStart ?? text.length;
    const next = complete(text, caret, id);
    // At once: a key that is pressed before the next frame must find the caret in its place.
    flushSync(() => change(next.text));
    field.current?.setSelectionRange(next.caret, next.caret);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (names.onKey(event, pick)) return;
    if (event.key === "ArrowUp" && text === "" && onUp !== undefined) {
      event.preventDefault();
      void onUp().then(
        (back) => back !== undefined && change(back),
        (error: unknown) => setProblem(wordsOf(error)),
      );
      return;
    }
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  }
  return (
    <div className="flex-none px-2.5 pb-2.5 md:px-8 md:pb-6">
      <div className="relative mx-auto max-w-[720px]">
        {names.found.length > 0 && <Names id={listId} names={names} onPick={pick} />}
        {problem !== undefined && (
          <p role="alert" className="mb-1.5 text-13 text-failed">
            {problem}
          </p>
        )}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the button does the same by keyboard. */}
        <div
          onDragOver={(event) => takesFiles && event.preventDefault()}
          onDrop={(event) => {
            if (!takesFiles || event.dataTransfer.files.length === 0) return;
            event.preventDefault();
            attached.add(event.dataTransfer.files);
          }}
          className="rounded-m border border-n-5 bg-n-0 focus-within:border-n-10 focus-within:ring-3 focus-within:ring-accent"
        >
          {children}
          <AttachmentChips files={attached.files} onRemove={attached.remove} />
          <textarea
            ref={field}
            value={text}
            rows={Math.min(8, Math.max(1, text.split("\n").length))}
            aria-label={label}
            aria-controls={names.found.length > 0 ? listId : undefined}
            placeholder={label}
            onChange={(event) => change(event.target.value)}
            onKeyDown={onKeyDown}
            onPaste={(event) => {
              if (!takesFiles || event.clipboardData.files.length === 0) return;
              event.preventDefault();
              attached.add(event.clipboardData.files);
            }}
            className="block w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-15 outline-none! [box-shadow:none]! placeholder:text-n-7 max-md:text-16"
          />
          <div className="flex items-center gap-2 px-2 pb-2">
            {takesFiles && <AttachButton onFiles={attached.add} />}
            <span className="truncate pl-1.5 text-12 text-n-7 max-md:hidden">{hint}</span>
            <Button
              kind="go"
              className="ml-auto"
              disabled={isBusy || attached.isBusy || (text.trim() === "" && attached.files.length === 0)}
              onClick={() => void send()}
            >
              {verb}
              <span className="max-md:hidden">
                <Key>Enter</Key>
              </span>
            </Button>
          </div>
        </div>
      </div>
    </div>
  );
}

interface Completion {
  found: readonly Named[];
  selected: number;
  /** @returns whether the key was for the list */
  onKey: (event: KeyboardEvent, pick: (id: string) => void) => boolean;
}

interface Completing {
  text: string;
  field: React.RefObject<HTMLTextAreaElement | null>;
  only: readonly string[] | undefined;
}

function useCompletion({ text, field, only }: Completing): Completion {
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  const [selected, setSelected] = useState(0);
  const [closedFor, setClosedFor] = useState<string>();
  const typed = nameAt(text, field.current?.selectionStart ?? text.length);
  const all = [...Object.entries(teams), ...Object.entries(agents)]
    .filter(([id]) => only === undefined || only.includes(id))
    .map(([id, { name }]) => ({ id, name }));
  const found = typed === undefined || closedFor === text ? [] : matches(all, typed);
  return {
    found,
    selected: Math.min(selected, Math.max(0, found.length - 1)),
    onKey(event, pick) {
      if (found.length === 0) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step !== undefined) setSelected((at) => (at + step + found.length) % found.length);
      else if (event.key === "Escape") setClosedFor(text);
      else if (event.key === "Tab" || event.key === "Enter") {
        pick(found[Math.min(selected, found.length - 1)]?.id ?? "");
        setSelected(0);
      } else return false;
      event.preventDefault();
      return true;
    },
  };
}

function Names(props: { id: string; names: Completion; onPick: (id: string) => void }) {
  return (
    <div
      id={props.id}
      role="listbox"
      tabIndex={-1}
      aria-label={words.chat.composer.names}
      className="mb-1.5 max-w-[340px] rounded-m bg-n-0 p-1.5 shadow-float"
    >
      {props.names.found.map(({ id, name }, i) => (
        <div
          key={id}
          role="option"
          tabIndex={-1}
          aria-selected={i === props.names.selected}
          className="flex h-10 cursor-pointer items-center gap-2.5 rounded-xs px-2 text-13 aria-selected:bg-accent aria-selected:text-accent-ink"
          onPointerDown={(event) => {
            event.preventDefault();
            props.onPick(id);
          }}
        >
          <Face id={id} />
          <b className="font-semibold">{id}</b>
          <span className="truncate text-12">{name}</span>
        </div>
      ))}
    </div>
  );
}
