/** Where a message is written: `@`, `#` and `/` are completed, Enter sends, Shift Enter starts a line, the draft is kept. */
"use client";
import type { RunChoice } from "@tinyagi/contracts";
import {
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { flushSync } from "react-dom";
import { isComposing } from "../../lib/key-target";
import { useAgents, useTeams } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { AttachButton } from "./attach-button";
import { AttachmentChips } from "./attachments";
import { ChoiceMenu } from "./choice-menu";
import { complete, type Named, type Offers } from "./completion";
import { FILES_MAX, filesOfPaste } from "./files-to-send";
import { addQuotation } from "./quotation";
import type { Quotation } from "./quote";
import { CompletionList, useCompletion } from "./use-completion";
import { type Sending, useSending } from "./use-sending";

interface Props {
  /** Which draft this is. */
  draft: string;
  label: string;
  verb: string;
  hint: string;
  autoFocus?: boolean;
  /** A message to quote in what is written. */
  quoted?: Quotation | undefined;
  /** Only these agents are completed; default: all agents and teams. */
  names?: readonly string[];
  /** What `#` completes. Default: nothing. */
  rooms?: readonly Named[];
  /** Whether `/` completes the commands of a chat. Default: no. */
  takesCommands?: boolean;
  /** Files by drop, paste and button. Default: none. */
  takesFiles?: boolean;
  /** Who answers, an agent or a team: its models can be chosen for one message. Default: none can. */
  answers?: string;
  /** @returns the draft of the conversation that opens, if another one does */
  onSend: (text: string, choice: RunChoice | undefined) => Promise<string | undefined>;
  /** `↑` in an empty field: takes back what was sent and not read yet. */
  onUp?: (() => Promise<string | undefined>) | undefined;
  children?: ReactNode;
}

/** Of a browser whose fields do not grow. */
const ROWS_MAX = 8;

export function Composer(props: Props) {
  const { draft, label, autoFocus = false, quoted, takesFiles = false, onSend, onUp, children } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const [choice, setChoice] = useState<RunChoice>();
  const sending = useSending({
    draft,
    takesFiles,
    async onSend(written) {
      const next = await onSend(written, choice);
      // It was for this message alone.
      setChoice(undefined);
      return next;
    },
  });
  const { text, change, problem, attached } = sending;
  const list = useCompletion({ text, field, offers: useOffers(props) });
  const listId = useId();
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  const done = useRef(quoted);
  useEffect(() => {
    if (quoted === undefined || done.current === quoted) return;
    done.current = quoted;
    change(addQuotation(text, quoted.text));
    field.current?.focus();
  });
  function pick(id: string): void {
    const caret = field.current?.selectionStart ?? text.length;
    const next = complete(text, caret, id);
    // At once: a key that is pressed before the next frame must find the caret in its place.
    flushSync(() => {
      change(next.text);
      // The caret is not in its place yet, so the name would be offered once more.
      list.close(next.text);
    });
    field.current?.setSelectionRange(next.caret, next.caret);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (isComposing(event.nativeEvent) || list.onKey(event, pick)) return;
    // The keys of the page work again.
    if (event.key === "Escape") field.current?.blur();
    const isUp = event.key === "ArrowUp" && text === "" && onUp !== undefined;
    const isEnter = event.key === "Enter" && !event.shiftKey;
    if (!isUp && !isEnter) return;
    event.preventDefault();
    void (isUp ? sending.takeBack(onUp) : sending.send());
  }
  return (
    <div className="flex-none px-2.5 pb-2.5 md:px-8 md:pb-6">
      <div className="relative mx-auto max-w-[720px]">
        {list.found.length > 0 && <CompletionList id={listId} list={list} onPick={pick} />}
        {problem !== undefined && (
          <p role="alert" className="mb-1.5 text-13 text-failed">
            {problem}
          </p>
        )}
        <DropBox onFiles={takesFiles ? attached.add : undefined}>
          {children}
          <Files sending={sending} />
          <textarea
            ref={field}
            value={text}
            rows={rowsOf(text)}
            aria-label={label}
            aria-controls={list.found.length > 0 ? listId : undefined}
            placeholder={label}
            onChange={(event) => change(event.target.value)}
            onKeyDown={onKeyDown}
            className="block field-sizing-content max-h-[min(40dvh,320px)] w-full resize-none bg-transparent px-3.5 pt-3 pb-1 text-15 outline-none! [box-shadow:none]! placeholder:text-n-7 max-md:text-16"
          />
          <Bar sending={sending} choice={choice} onChoice={setChoice} {...props} />
        </DropBox>
      </div>
    </div>
  );
}

/** For a browser whose fields do not grow with their text by themselves. Looks at no more lines than it shows. */
function rowsOf(text: string): number {
  let rows = 1;
  for (let at = text.indexOf("\n"); at !== -1 && rows < ROWS_MAX; at = text.indexOf("\n", at + 1)) rows += 1;
  return rows;
}

/** Takes files that are dropped or pasted; undefined: none. */
function DropBox(props: { onFiles: ((files: readonly File[]) => void) | undefined; children: ReactNode }) {
  const { onFiles, children } = props;
  function take(event: SyntheticEvent, files: readonly File[]): void {
    if (onFiles === undefined || files.length === 0) return;
    event.preventDefault();
    onFiles(files);
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button does the same by keyboard.
    <div
      onDragOver={(event) => onFiles !== undefined && event.preventDefault()}
      onDrop={(event) => take(event, [...event.dataTransfer.files])}
      onPaste={(event) => take(event, filesOfPaste(event.clipboardData))}
      className="rounded-m border border-n-5 bg-n-0 focus-within:border-n-10 focus-within:ring-3 focus-within:ring-accent"
    >
      {children}
    </div>
  );
}

function Files({ sending: { attached, hindered } }: { sending: Sending }) {
  const { files, leftOut, remove } = attached;
  const tooMany = leftOut > 0 ? words.chat.files.tooMany(FILES_MAX, leftOut) : undefined;
  return <AttachmentChips files={files} hint={hindered ?? tooMany} onRemove={remove} />;
}

interface BarProps extends Props {
  sending: Sending;
  choice: RunChoice | undefined;
  onChoice: (choice: RunChoice | undefined) => void;
}

function Bar({ sending, verb, hint, takesFiles, answers, choice, onChoice }: BarProps) {
  const { attached, cannotSend, send } = sending;
  return (
    <div className="flex items-center gap-2 px-2 pb-2">
      {takesFiles && <AttachButton onFiles={attached.add} />}
      {answers !== undefined && <ChoiceMenu of={answers} choice={choice} onChoice={onChoice} />}
      <span className="truncate pl-1.5 text-12 text-n-7 max-md:hidden">{hint}</span>
      <Button kind="go" className="ml-auto" disabled={cannotSend} onClick={() => void send()}>
        {verb}
        <span className="max-md:hidden">
          <Key>Enter</Key>
        </span>
      </Button>
    </div>
  );
}

/** What `@`, `#` and `/` complete in this message. */
function useOffers({ names: only, rooms, takesCommands = false }: Props): Offers {
  const agents = useAgents().data;
  const teams = useTeams().data;
  return useMemo(() => {
    const all = [...Object.entries(teams ?? {}), ...Object.entries(agents ?? {})];
    const commands = Object.entries(words.chat.commands);
    return {
      "@": all
        .filter(([id]) => only === undefined || only.includes(id))
        .map(([id, { name }]) => ({ id, name })),
      ...(rooms === undefined ? {} : { "#": rooms }),
      ...(takesCommands ? { "/": commands.map(([id, name]) => ({ id, name })) } : {}),
    };
  }, [agents, teams, only, rooms, takesCommands]);
}
