/** The text of a message that is being written, its files, and what sends them. What could not be sent is put back. */
"use client";
import { useCallback, useEffect, useRef, useState } from "react";
import { toWords } from "../../lib/api";
import { useStored } from "../../lib/use-kept";
import { useAttachments } from "./attachments";
import { readDraft, writeDraft } from "./drafts";
import { hindrance, putBack, withFiles } from "./files-to-send";

interface Options {
  draft: string;
  takesFiles: boolean;
  /** @returns the draft of the conversation that opens, if another one does */
  onSend: (text: string) => Promise<string | undefined>;
}

export function useSending({ draft, takesFiles, onSend }: Options) {
  const [text, setText] = useState(() => readDraft(draft));
  const [problem, setProblem] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const attached = useAttachments();
  // What stands in the field when an answer comes, which may be more than when it was asked for.
  const now = useRef(text);
  const show = useCallback((next: string): void => {
    now.current = next;
    setText(next);
    setProblem(undefined);
  }, []);
  // What this field has kept: anything else was kept by another tab.
  const own = useRef(text);
  const kept = useStored<string>(`draft.${draft}`)[0] ?? "";
  useEffect(() => {
    if (kept === own.current) return;
    // What another tab sent or wrote on shows here too, unless this field has something else.
    if (now.current === own.current) show(kept);
    own.current = kept;
  }, [kept, show]);
  function change(next: string): void {
    show(next);
    write(draft, next);
  }
  function write(to: string, next: string): void {
    if (to === draft) own.current = next;
    writeDraft(to, next);
  }
  const { files } = attached;
  const hindered = hindrance(files, takesFiles);
  const isEmpty = text.trim() === "" && files.length === 0;
  const cannotSend = isBusy || attached.isBusy || hindered !== undefined || isEmpty;
  async function send(): Promise<void> {
    if (cannotSend) return;
    setBusy(true);
    // The field is free for the next message at once. The draft stays until this one has arrived.
    show("");
    attached.clear();
    try {
      const next = (await onSend(withFiles(text.trim(), files))) ?? draft;
      write(draft, "");
      // Whoever writes on does so in the conversation that opens.
      write(next, now.current);
    } catch (error) {
      change(putBack(text, now.current));
      attached.putBack(files);
      setProblem(toWords(error));
    } finally {
      setBusy(false);
    }
  }
  /** Puts what was sent and not read yet back into the field. */
  async function takeBack(onUp: () => Promise<string | undefined>): Promise<void> {
    try {
      const back = await onUp();
      if (back !== undefined) change(back);
    } catch (error) {
      setProblem(toWords(error));
    }
  }
  return { text, change, problem, attached, hindered, cannotSend, send, takeBack };
}

export type Sending = ReturnType<typeof useSending>;
