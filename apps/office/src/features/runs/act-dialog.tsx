/** The window of an act: what will happen, the command that does the same, the refusal if there is one. */
"use client";
import { useRouter } from "next/navigation";
import { createContext, type FormEvent, type ReactNode, useContext, useId, useState } from "react";
import { flushSync } from "react-dom";
import { toWords } from "../../lib/api";
import { runsHref } from "../../lib/hrefs";
import { keep } from "../../lib/kept";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { FIELD, Wrong } from "../../ui/field";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { type Act, useAct } from "./queries";

interface Props {
  title: string;
  runId: string;
  /** On the button. */
  verb: string;
  commands: readonly string[];
  /** On the button that leaves it undone; an act that cancels something has another word than "Cancel". */
  leave?: string;
  /** Said when it is done. */
  done: string;
  /** The name under which its text is kept until it is done. */
  draft?: string;
  /** @returns undefined when the text is missing */
  act: (form: FormData) => Act | undefined;
  onClose: () => void;
  /** Where a new conversation opens. Default: as a run. */
  toHref?: (conversation: string) => string;
  children: ReactNode;
}

/** Whether the act was tried without the text that it needs. */
const NoText = createContext(false);
/** The name of the text. */
const Draft = createContext("");

export function ActDialog(props: Props) {
  const {
    title,
    runId,
    verb,
    leave = words.common.cancel,
    commands,
    done,
    draft = "",
    act,
    onClose,
    toHref = runsHref,
    children,
  } = props;
  const mutation = useAct(runId);
  const router = useRouter();
  const [isMissing, setMissing] = useState(false);
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    const form = event.currentTarget;
    const next = act(new FormData(form));
    if (next === undefined) {
      // The mark must be on the page before it can be found.
      flushSync(() => setMissing(true));
      form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
      return;
    }
    mutation.mutate(next, {
      onSuccess: ({ conversation, steered }) => {
        if (draft !== "") keep(draft, undefined);
        onClose();
        showToast(steered === undefined ? done : words.views.runs.steered[steered]);
        if (conversation !== undefined) router.push(toHref(conversation));
      },
    });
  }
  return (
    <Dialog label={title} place="sheet" onClose={onClose}>
      <form
        className="grid max-h-[80dvh] grid-cols-[minmax(0,1fr)] gap-3 overflow-auto p-6"
        onInput={() => setMissing(false)}
        onSubmit={submit}
      >
        <h2 className="text-20 font-bold tracking-tight text-n-10">{title}</h2>
        <Draft value={draft}>
          <NoText value={isMissing}>{children}</NoText>
        </Draft>
        {mutation.error && (
          <p role="alert" className="text-12 text-failed">
            {toWords(mutation.error)}
          </p>
        )}
        <Terminal commands={commands} />
        <div className="flex justify-end gap-2">
          {/* Of a window without a text, the safe answer has the focus. */}
          <Button data-autofocus onClick={onClose}>
            {leave}
          </Button>
          <Button type="submit" kind="go" disabled={mutation.isPending}>
            {verb}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** A text of several lines in such a window. */
export function ActText(props: { label: string; placeholder?: string; start?: string; rows?: number }) {
  const isMissing = useContext(NoText);
  const [text = props.start ?? "", setText] = useStored<string>(useContext(Draft));
  const id = useId();
  return (
    <div className="grid gap-1">
      <textarea
        name="text"
        data-autofocus
        rows={props.rows ?? 5}
        aria-label={props.label}
        aria-invalid={isMissing || undefined}
        aria-describedby={isMissing ? id : undefined}
        placeholder={props.placeholder}
        value={text}
        onChange={({ target }) => setText(target.value === (props.start ?? "") ? undefined : target.value)}
        className={FIELD}
      />
      {isMissing && <Wrong id={id}>{words.runs.noText}</Wrong>}
    </div>
  );
}
