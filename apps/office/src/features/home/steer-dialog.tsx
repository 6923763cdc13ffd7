/** Adds a text to the work of a live run. Enter sends. What is not sent yet, also after a refusal, is kept until it is. */
"use client";
import type { KeyboardEvent } from "react";
import { toWords } from "../../lib/api";
import { isComposing } from "../../lib/key-target";
import { steerDraft } from "../../lib/steer-drafts";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button, Key } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { useSteer } from "./queries";

interface Props {
  runId: string;
  title: string;
  onClose: () => void;
}

export function SteerDialog({ runId, title, onClose }: Props) {
  const steer = useSteer(runId);
  const [text = "", setText] = useStored<string>(steerDraft(runId));
  function send(): void {
    if (text.trim() === "" || steer.isPending) return;
    steer.mutate(text.trim(), {
      onSuccess: ({ steered }) => {
        setText(undefined);
        onClose();
        showToast(words.views.runs.steered[steered ?? "sent"]);
      },
    });
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event.nativeEvent)) return;
    event.preventDefault();
    send();
  }
  return (
    <Dialog label={words.home.steer.label} place="sheet" isKept onClose={onClose}>
      <form
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <h2 className="text-20 font-bold tracking-tight text-n-10">{words.home.steer.title}</h2>
        <p className="truncate text-13 text-n-7">{title}</p>
        <textarea
          data-autofocus
          rows={4}
          value={text}
          aria-label={words.home.steer.text}
          placeholder={words.home.steer.hint}
          className="rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16"
          onChange={({ target }) => setText(target.value || undefined)}
          onKeyDown={onKeyDown}
        />
        {steer.error && (
          <p role="alert" className="text-12 text-failed">
            {toWords(steer.error)}
          </p>
        )}
        <Terminal commands={[`tinyagi steer ${runId} "…"`]} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={steer.isPending || text.trim() === ""}>
            {words.home.steer.label}
            <span className="max-md:hidden">
              <Key>Enter</Key>
            </span>
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
