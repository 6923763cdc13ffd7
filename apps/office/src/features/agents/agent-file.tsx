/** A file that defines an agent, edited as it is. Its next run reads it. */
"use client";
import { toWords } from "../../lib/api";
import { visible } from "../../lib/format/text";
import { forgetSaved } from "../../lib/kept";
import { useStored } from "../../lib/use-kept";
import { words } from "../../locale/words";
import { SaveFooter } from "../../ui/save-footer";
import { showToast } from "../../ui/toasts";
import { Unread } from "../../ui/unread";
import { type AgentFile, useAgentFile, useWriteFile } from "./queries";

export function AgentFileEditor({ id, file }: { id: string; file: AgentFile }) {
  const read = useAgentFile(id, file);
  const write = useWriteFile(id, file);
  const name = `${id}/${file}`;
  const [draft, setDraft] = useStored<string>(name);
  if (read.data === undefined) return <Unread what={words.agents.theFile} of={[read]} />;
  const { content, path } = read.data;
  const text = draft ?? content;
  const isChanged = text !== content;
  return (
    <form
      className="grid gap-2 p-5 text-13"
      onSubmit={(event) => {
        event.preventDefault();
        forgetSaved(name, write.mutateAsync(text)).then(
          () => showToast(words.agents.file.saved(file)),
          // Why not stands in the form.
          () => undefined,
        );
      }}
    >
      <p className="text-n-7">{file === "SOUL.md" ? words.agents.file.soul : words.agents.file.prompt}</p>
      <textarea
        aria-label={file}
        value={text}
        rows={22}
        spellCheck={false}
        placeholder={content === "" ? words.agents.file.isNew : ""}
        onChange={(event) => setDraft(event.target.value === content ? undefined : event.target.value)}
        className="w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 font-mono text-12 max-md:text-16"
      />
      <code className="text-12 break-all text-n-7">{visible(path)}</code>
      <SaveFooter
        isChanged={isChanged}
        isSaving={write.isPending}
        problem={write.error === null ? undefined : toWords(write.error)}
        onDiscard={() => setDraft(undefined)}
      />
    </form>
  );
}
