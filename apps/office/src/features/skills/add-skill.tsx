/** Adds a skill: from the public registry, from a repository or folder, or a bundled one that was removed. */
"use client";
import { type FormEvent, useState } from "react";
import { toWords } from "../../lib/api";
import { safeHref } from "../../lib/format/link";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Trouble } from "../../ui/region";
import { InstallDialog } from "./install-dialog";
import { usePreview, useSkillSearch } from "./queries";

const INPUT =
  "h-8 w-full rounded-s border border-n-5 bg-n-0 px-2.5 text-13 placeholder:text-n-7 max-md:h-11 max-md:text-16";
/** `owner/repo@skill`, `bundled:memory` or an absolute path. Everything else is words to search. */
const REF = /^(\/|bundled:)|^[^\s@/]+\/[^\s@]+@\S+$/;

export function AddSkill({ agent }: { agent: string }) {
  const [text, setText] = useState("");
  const search = useSkillSearch(agent);
  const preview = usePreview(agent);
  const wanted = text.trim();
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (wanted === "") return;
    if (REF.test(wanted)) preview.mutate(wanted);
    else search.mutate(wanted);
  }
  const isBusy = search.isPending || preview.isPending;
  return (
    <div className="grid gap-2 rounded-m border border-n-4 p-4">
      <form onSubmit={submit} className="grid gap-1.5">
        <label className="grid gap-1">
          <span className="font-medium text-n-10">{words.skills.add}</span>
          <span className="text-12 text-n-7">{words.skills.addHelp}</span>
          <span className="flex gap-2 max-md:flex-wrap">
            <input
              value={text}
              maxLength={200}
              autoComplete="off"
              spellCheck={false}
              placeholder={words.skills.addExample}
              onChange={({ target }) => setText(target.value)}
              className={INPUT}
            />
            <Button type="submit" disabled={isBusy || wanted === ""}>
              {isBusy ? words.skills.busy : REF.test(wanted) ? words.skills.preview : words.skills.search}
            </Button>
          </span>
        </label>
      </form>
      {preview.error && (
        <p role="alert" className="text-12 break-words text-failed">
          {toWords(preview.error)}
        </p>
      )}
      {search.error && <Trouble text={toWords(search.error)} retry={() => search.mutate(wanted)} />}
      {search.data?.results.length === 0 && (
        <p role="status" className="text-12 text-n-7">
          {words.skills.noResult}
        </p>
      )}
      <ul aria-label={words.skills.results}>
        {search.data?.results.map(({ ref, installs, url }) => (
          <li key={ref} className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-n-3 py-1.5">
            <span className="min-w-0 grow">
              <code className="block break-all text-n-10">{oneLine(ref, 200)}</code>
              <span className="flex flex-wrap gap-x-3 text-12 text-n-7">
                {installs !== undefined && <span>{words.skills.installs(oneLine(installs, 20))}</span>}
                <Page url={url} />
              </span>
            </span>
            <Button
              size="s"
              aria-label={words.skills.previewNamed(ref)}
              disabled={isBusy}
              onClick={() => preview.mutate(ref)}
            >
              {words.skills.preview}
            </Button>
          </li>
        ))}
      </ul>
      {preview.data !== undefined && (
        <InstallDialog agent={agent} preview={preview.data} onClose={() => preview.reset()} />
      )}
    </div>
  );
}

function Page({ url }: { url: string | undefined }) {
  const href = url === undefined ? undefined : safeHref(url);
  if (href === undefined) return null;
  return (
    <a
      href={href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="underline underline-offset-3"
    >
      {words.skills.page}
    </a>
  );
}
