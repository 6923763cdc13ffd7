/** Adds a text to the work of a live run. A refusal of the daemon stands under the text, which is kept. */
"use client";
import type { FormEvent } from "react";
import { wordsOf } from "../../lib/api";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toast";
import { useSteer } from "./queries";

export function SteerDialog({
  runId,
  title,
  onClose,
}: {
  runId: string;
  title: string;
  onClose: () => void;
}) {
  const steer = useSteer(runId);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("text") ?? "").trim();
    if (text === "") return;
    steer.mutate(text, {
      onSuccess: () => {
        onClose();
        showToast(words.home.steer.done);
      },
    });
  }
  return (
    <Dialog label={words.home.steer.label} place="sheet" onClose={onClose}>
      <form
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6"
        onSubmit={submit}
      >
        <h2 className="text-20 font-bold tracking-tight text-n-10">{words.home.steer.title}</h2>
        <p className="truncate text-13 text-n-7">{title}</p>
        <textarea
          name="text"
          rows={4}
          aria-label={words.home.steer.text}
          placeholder={words.home.steer.hint}
          className="rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 placeholder:text-n-7 max-md:text-16"
        />
        {steer.error && (
          <p role="alert" className="text-12 text-failed">
            {wordsOf(steer.error)}
          </p>
        )}
        <Terminal commands={[`tinyagi steer ${runId} "…"`]} />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{words.common.cancel}</Button>
          <Button type="submit" kind="go" disabled={steer.isPending}>
            {words.home.steer.label}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
