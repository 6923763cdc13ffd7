/** Who changed these settings and when, each change with what it was before, and the way back. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { TimeChip } from "../../ui/chips";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Terminal } from "../../ui/terminal";
import { Unread } from "../../ui/unread";
import { FieldDiffList } from "./field-diff-list";
import { fieldDiffs } from "./field-diffs";
import { type Revision, useRestore, useRevision, useRevisions } from "./revisions";

interface Props {
  /** Only changes below this key, in dotted form. */
  prefix: string;
  onRestored: () => void;
}

export function SettingsHistory({ prefix, onRestored }: Props) {
  const revisions = useRevisions();
  const all = revisions.data ?? [];
  const [open, setOpen] = useState<number>();
  const own = all.filter(({ paths }) => paths.some((path) => isBelow(path, prefix)));
  return (
    <section aria-label={words.agents.history.title} className="border-t border-n-3 pt-4">
      <h4 className="text-12 font-semibold text-n-10">{words.agents.history.title}</h4>
      <Unread what={words.agents.theSettings} of={[revisions]} />
      {revisions.data !== undefined && own.length === 0 && (
        <p className="py-1.5 text-n-7">{words.agents.history.empty}</p>
      )}
      <ul>
        {own.map((revision) => (
          <li key={revision.id} className="border-b border-n-3 last:border-0">
            <button
              type="button"
              aria-expanded={open === revision.id}
              onClick={() => setOpen(open === revision.id ? undefined : revision.id)}
              className="flex min-h-9 w-full items-center gap-2 hover:bg-n-1 max-md:min-h-11"
            >
              <span className="min-w-0 grow truncate">
                {oneLine(revision.paths.filter((path) => isBelow(path, prefix)).join(", "), 80)}
              </span>
              <span className="truncate text-12 text-n-7">{oneLine(revision.author, 24)}</span>
              <TimeChip at={revision.time} ago />
            </button>
            {open === revision.id && (
              <OneChange
                revision={revision}
                prefix={prefix}
                later={all.filter(({ id }) => id > revision.id).length}
                onRestored={onRestored}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What a revision changed, and the way back to before it. An empty prefix shows all of it. */
export function OneChange(props: { revision: Revision; later: number } & Props) {
  const { revision, later, prefix, onRestored } = props;
  const detail = useRevision(revision.id);
  const restore = useRestore();
  const [isAsking, setAsking] = useState(false);
  if (detail.data === undefined) return <Unread what={words.agents.theSettings} of={[detail]} />;
  const { diff, previous } = detail.data;
  return (
    <div className="pb-3">
      <div className="rounded-m bg-n-1 px-3 py-1">
        <FieldDiffList all={fieldDiffs(diff.filter(({ path }) => isBelow(path, prefix)))} />
      </div>
      {previous !== null && (
        <div className="mt-2">
          <Button size="s" disabled={restore.isPending} onClick={() => setAsking(true)}>
            {words.agents.history.goBack}
          </Button>
          <Terminal commands={[`tinyagi config rollback ${previous}`]} />
        </div>
      )}
      {restore.error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {toWords(restore.error)}
        </p>
      )}
      {isAsking && previous !== null && (
        <ConfirmDialog
          title={words.agents.history.askTitle}
          text={words.agents.history.askText(later)}
          verb={words.agents.history.verb}
          onConfirm={() => restore.mutate(previous, { onSuccess: onRestored })}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function isBelow(path: string, prefix: string): boolean {
  return prefix === "" || path === prefix || path.startsWith(`${prefix}.`) || prefix.startsWith(`${path}.`);
}
