/** A new skill: where it comes from, then everything it holds, then the button. It is instructions that the agent follows. */
"use client";
import { type FormEvent, useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine, visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { showToast } from "../../ui/toast";
import { PlainText } from "./plain-text";
import { type SkillPreview, useInstallSkill, usePreviewSkill } from "./skill-queries";

export function InstallSkill({ id }: { id: string }) {
  const [ref, setRef] = useState("");
  const preview = usePreviewSkill(id);
  const say = words.agents.skills;
  function look(event: FormEvent): void {
    event.preventDefault();
    if (ref.trim() !== "") preview.mutate(ref.trim());
  }
  return (
    <section aria-label={say.add} className="grid gap-2">
      <form className="flex gap-2" onSubmit={look}>
        <input
          aria-label={say.add}
          value={ref}
          maxLength={1_000}
          autoComplete="off"
          placeholder={say.refPlaceholder}
          onChange={({ target }) => {
            setRef(target.value);
            preview.reset();
          }}
          className="h-8 min-w-0 grow rounded-s border border-n-5 bg-n-0 px-2.5 font-mono text-12 placeholder:text-n-7 max-md:h-11 max-md:text-16"
        />
        <Button type="submit" disabled={ref.trim() === "" || preview.isPending}>
          {preview.isPending ? say.looking : say.look}
        </Button>
      </form>
      <p className="text-12 text-n-7">{say.refHelp}</p>
      {preview.error && (
        <p role="alert" className="text-12 break-words text-failed">
          {wordsOf(preview.error)}
        </p>
      )}
      {preview.data !== undefined && (
        <Found
          id={id}
          preview={preview.data}
          onDone={() => {
            setRef("");
            preview.reset();
          }}
        />
      )}
    </section>
  );
}

function Found({ id, preview, onDone }: { id: string; preview: SkillPreview; onDone: () => void }) {
  const install = useInstallSkill(id);
  const { name, description, content, files } = preview;
  const say = words.agents.skills;
  return (
    <div className="grid gap-2 rounded-m border border-n-4 p-3">
      <p>
        <b className="block font-semibold text-n-10">{oneLine(name, 64)}</b>
        <span className="text-n-7">{visible(description)}</span>
      </p>
      <PlainText text={content} />
      <ul className="text-12 text-n-7">
        {files.map(({ path, size }) => (
          <li key={path} className="flex gap-2">
            <code className="grow break-all">{visible(path)}</code>
            <span className="font-mono">{say.bytes(size)}</span>
          </li>
        ))}
      </ul>
      {install.error && (
        <p role="alert" className="text-12 text-failed">
          {wordsOf(install.error)}
        </p>
      )}
      <div className="flex gap-2">
        <Button
          kind="go"
          disabled={install.isPending}
          onClick={() =>
            install.mutate(preview, {
              onSuccess: () => {
                onDone();
                showToast(say.installed);
              },
            })
          }
        >
          {say.install}
        </Button>
        <Button kind="bare" onClick={onDone}>
          {words.common.discard}
        </Button>
      </div>
    </div>
  );
}
