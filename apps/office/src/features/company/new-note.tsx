/** A new note of the company. What is typed is kept until it is saved or discarded. */
"use client";
import { useState } from "react";
import { useEdits } from "../../lib/use-kept";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { FormDialog } from "../../ui/form-dialog";
import { TextArea, TextField } from "../../ui/text-field";
import { showToast } from "../../ui/toasts";
import { newNoteText } from "./note-text";
import { useWriteNote } from "./queries";

const EMPTY = { path: "", name: "", summary: "", text: "" };

export function NewNote({ onClose }: { onClose: () => void }) {
  const { edits, fields, edit, discard } = useEdits("company-new-note", EMPTY);
  const [isTried, setTried] = useState(false);
  const [, setOpen] = useParam("note");
  const write = useWriteNote();
  const isMissing = (key: "path" | "name" | "summary"): string | undefined =>
    isTried && fields[key].trim() === "" ? words.company.missing : undefined;
  const field = (key: keyof typeof EMPTY) => ({
    label: words.company.fields[key],
    value: fields[key],
    onValue: (value: string) => edit({ [key]: value }),
  });
  function submit(): void {
    setTried(true);
    const { path, name, summary, text } = fields;
    if ([path, name, summary].some((one) => one.trim() === "")) return;
    write.mutate(
      {
        path: path.trim(),
        content: newNoteText({ name: name.trim(), summary: summary.trim() }, text),
        was: null,
      },
      {
        onSuccess() {
          discard();
          showToast(words.company.saved(path.trim()));
          onClose();
          setOpen(/\.md$/i.test(path.trim()) ? path.trim() : `${path.trim()}.md`);
        },
      },
    );
  }
  return (
    <FormDialog
      title={words.company.add}
      isKept={edits !== undefined}
      onDiscard={edits && discard}
      error={write.error}
      commands={["tinyagi company add <path> --name <name> --summary <text> --text <text>"]}
      verb={words.common.save}
      isBusy={write.isPending}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onClose={onClose}
    >
      <TextField
        {...field("path")}
        placeholder="people/acme"
        aria-required
        data-autofocus
        error={isMissing("path")}
      />
      <TextField {...field("name")} aria-required error={isMissing("name")} />
      <TextField {...field("summary")} aria-required error={isMissing("summary")} />
      <TextArea {...field("text")} />
    </FormDialog>
  );
}
