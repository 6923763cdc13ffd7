/** Every change of the settings: who, when, what it was before, and the way back. A restore is undone by its toast. */
"use client";
import { useState } from "react";
import { toWords as errorWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { Empty, Reading, Trouble } from "../../ui/region";
import { Terminal } from "../../ui/terminal";
import { showToast } from "../../ui/toasts";
import { authorWords } from "./author";
import { FieldDiffList } from "./field-diff-list";
import { type FieldDiff, fieldDiffs, fieldNames } from "./field-diffs";
import { useSettings } from "./queries";
import { type Revision, useRestore, useRevision, useRevisions } from "./revisions";

export function History() {
  const revisions = useRevisions();
  const [open, setOpen] = useState<number>();
  if (revisions.error !== null && revisions.data === undefined)
    return <Trouble text={errorWords(revisions.error)} retry={() => void revisions.refetch()} />;
  if (revisions.data === undefined) return <Reading />;
  const all = revisions.data;
  const newest = all[0]?.id;
  if (all.length === 0)
    return <Empty title={words.settings.history.emptyTitle} text={words.settings.history.emptyText} />;
  return (
    <section aria-label={words.settings.tabs.history} className="max-w-[880px] py-2">
      <ul>
        {all.map((revision) => (
          <li key={revision.id} className="border-b border-n-3 py-2">
            <One
              revision={revision}
              newest={newest}
              isOpen={open === revision.id}
              onToggle={() => setOpen(open === revision.id ? undefined : revision.id)}
            />
          </li>
        ))}
      </ul>
      <Terminal commands={["tinyagi config history", "tinyagi config diff <revision>"]} />
    </section>
  );
}

interface Props {
  revision: Revision;
  newest: number | undefined;
  isOpen: boolean;
  onToggle: () => void;
}

function One({ revision: { id, author, paths, time }, newest, isOpen, onToggle }: Props) {
  const restore = useRestore();
  const back = (): void => {
    restore.mutate(id, {
      onSuccess: () =>
        showToast(
          words.settings.history.restored(id),
          undefined,
          newest === undefined ? undefined : () => restore.mutateAsync(newest),
        ),
    });
  };
  return (
    <>
      <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 text-13">
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={onToggle}
          className="flex min-w-0 flex-1 items-center gap-3 rounded-xs text-left hover:bg-n-1 max-md:min-h-11"
        >
          <span className="w-8 flex-none font-mono text-12 text-n-7">{id}</span>
          <span className="min-w-0">
            <b className="block truncate font-medium text-n-10">
              {oneLine(fieldNames(paths), 160) || words.settings.history.first}
            </b>
            <span className="flex gap-2 text-12 text-n-7">
              <TimeChip at={time} ago />
              {oneLine(authorWords(author), 60)}
            </span>
          </span>
        </button>
        {id === newest ? (
          <span className="text-12 text-n-7">{words.settings.history.inUse}</span>
        ) : (
          <Button
            size="s"
            aria-label={words.settings.history.restoreNamed(id)}
            disabled={restore.isPending}
            onClick={back}
          >
            {words.settings.history.restore}
          </Button>
        )}
      </div>
      {restore.error && (
        <p role="alert" className="text-12 text-failed">
          {errorWords(restore.error)}
        </p>
      )}
      {isOpen && <Detail id={id} isInUse={id === newest} />}
    </>
  );
}

function Detail({ id, isInUse }: { id: number; isInUse: boolean }) {
  const detail = useRevision(id);
  const now = useSettings().data;
  if (detail.error !== null && detail.data === undefined)
    return <Trouble text={errorWords(detail.error)} retry={() => void detail.refetch()} />;
  if (detail.data === undefined) return <Reading />;
  const back =
    isInUse || now === undefined
      ? undefined
      : fieldDiffs([{ path: "", before: now, after: detail.data.settings }]);
  return (
    <div className="grid gap-2 pb-1 md:pl-11">
      <Differences title={words.settings.history.changed} all={fieldDiffs(detail.data.diff)} />
      {back !== undefined && (
        <Differences
          title={back.length === 0 ? words.settings.history.same : words.settings.history.wouldChange}
          all={back}
        />
      )}
      <Terminal commands={[`tinyagi config diff ${id}`, `tinyagi config rollback ${id}`]} />
    </div>
  );
}

function Differences({ title, all }: { title: string; all: readonly FieldDiff[] }) {
  return (
    <section aria-label={title}>
      <h3 className="text-12 font-semibold text-n-9">{title}</h3>
      <FieldDiffList all={all} />
    </section>
  );
}
