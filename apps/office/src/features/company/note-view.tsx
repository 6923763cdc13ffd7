/** One note: its text, its editor, and its removal. A document is only read. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { shellWord } from "../../lib/format/shell";
import { oneLine } from "../../lib/format/text";
import { forgetSaved } from "../../lib/kept";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Markdown } from "../../ui/markdown";
import { SaveFooter } from "../../ui/save-footer";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { Unread } from "../../ui/unread";
import { bodyOf } from "./note-text";
import { type CompanyNote, useCompanyNote, useRemoveNote, useWriteNote } from "./queries";

/** What somebody writes, and the text that they began from. */
interface Draft {
  was: string;
  text: string;
}

function draftOf(path: string): string {
  return `company-note/${path}`;
}

export function NoteView({ path }: { path: string }) {
  const note = useCompanyNote(path);
  if (note.data === undefined) return <Unread what={words.company.theNote} of={[note]} />;
  return path.startsWith("files/") ? <Plain text={note.data.content} /> : <Note note={note.data} />;
}

function Plain({ text }: { text: string }) {
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-xs bg-n-2 px-2 py-1.5 text-12 break-words whitespace-pre-wrap text-n-10"
    >
      {text}
    </pre>
  );
}

function Note({ note: { path, name, content } }: { note: CompanyNote }) {
  const [draft, setDraft] = useStored<Draft>(draftOf(path));
  const [isEditing, setEditing] = useState(draft !== undefined);
  const [isAsking, setAsking] = useState(false);
  const remove = useRemoveNote();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 py-2">
      {isEditing ? (
        <Editor {...{ path, content, draft, setDraft }} onDone={() => setEditing(false)} />
      ) : (
        <Markdown text={bodyOf(content)} />
      )}
      {remove.error !== null && (
        <p role="alert" className="text-12 text-failed">
          {toWords(remove.error)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {!isEditing && (
          <Button size="s" onClick={() => setEditing(true)}>
            {words.common.edit}
          </Button>
        )}
        <Button size="s" kind="risk" disabled={remove.isPending} onClick={() => setAsking(true)}>
          {words.company.remove}
        </Button>
      </div>
      <Terminal commands={[`tinyagi company edit ${shellWord(path)}`]} />
      {isAsking && (
        <ConfirmDialog
          title={words.company.removeTitle(oneLine(name, 64))}
          text={words.company.removeText}
          verb={words.company.remove}
          onConfirm={() => remove.mutate(path)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Editor(props: {
  path: string;
  content: string;
  draft: Draft | undefined;
  setDraft: (draft: Draft | undefined) => void;
  onDone: () => void;
}) {
  const { path, content, draft, setDraft, onDone } = props;
  const write = useWriteNote();
  const { was, text } = draft ?? { was: content, text: content };
  return (
    <form
      className="grid gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        forgetSaved(draftOf(path), write.mutateAsync({ path, content: text, was: content })).then(
          () => {
            showToast(words.company.saved(path));
            onDone();
          },
          // Why not stands in the form.
          () => undefined,
        );
      }}
    >
      <p className="text-n-7">{words.company.editHelp}</p>
      <textarea
        aria-label={words.company.theNote}
        value={text}
        rows={16}
        onChange={({ target }) =>
          setDraft(target.value === content ? undefined : { was, text: target.value })
        }
        className="w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 font-mono text-12 max-md:text-16"
      />
      {was !== content && <Meanwhile content={content} />}
      <SaveFooter
        isChanged={text !== content}
        isSaving={write.isPending}
        problem={write.error === null ? undefined : toWords(write.error)}
        onDiscard={() => {
          setDraft(undefined);
          onDone();
        }}
      />
      {text === content && (
        <div>
          <Button size="s" onClick={onDone}>
            {words.common.cancel}
          </Button>
        </div>
      )}
    </form>
  );
}

/** What somebody else wrote after this was begun: only who saw it may replace it. */
function Meanwhile({ content }: { content: string }) {
  return (
    <section aria-label={words.company.meanwhile} className="grid gap-1">
      <p role="alert" className="text-12 text-n-9">
        {words.company.meanwhile}
      </p>
      <Plain text={content} />
    </section>
  );
}
