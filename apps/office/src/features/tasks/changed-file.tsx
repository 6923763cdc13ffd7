/** One changed file: its lines, and comments on them. A line is chosen by its number. */
"use client";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { type ChangeLine, changeLines } from "./change-lines";
import type { ChangedFile, LineComment } from "./change-queries";

const GROUNDS = { add: "bg-add text-n-10", del: "bg-del text-n-10", head: "text-n-7", same: "" } as const;

interface Props {
  file: ChangedFile;
  comments: readonly LineComment[];
  /** Absent where nothing can be said any more. */
  onComments: ((comments: LineComment[]) => void) | undefined;
}

export function ChangedFileView({ file, comments, onComments }: Props) {
  const { path, from, status, binary, added, removed, diff } = file;
  const written = comments.filter(({ text }) => text.trim() !== "").length;
  return (
    <details className="min-w-0 rounded-s border border-n-4 not-first:mt-2">
      <summary className="flex min-h-9 cursor-pointer flex-wrap items-center gap-x-2 px-2 py-1 text-12 max-md:min-h-11">
        <span className="min-w-0 break-all font-mono text-n-10">
          {from === null ? visible(path) : `${visible(from)} → ${visible(path)}`}
        </span>
        <span className="text-n-7">{words.tasks.changes.status[status]}</span>
        <span className="ml-auto font-mono text-n-7">
          {binary ? words.tasks.changes.binary : `+${added} −${removed}`}
        </span>
        {written > 0 && <span className="text-n-10">{words.tasks.toComments(written)}</span>}
      </summary>
      <Lines diff={diff} path={path} comments={comments} onComments={onComments} />
    </details>
  );
}

function Lines({ diff, path, comments, onComments }: Omit<Props, "file"> & { diff: string; path: string }) {
  const { lines, isCut } = changeLines(diff);
  if (diff === "") return <p className="px-2 pb-2 text-12 text-n-7">{words.tasks.changes.noLines}</p>;
  return (
    <div className="@container overflow-x-auto border-t border-n-3 py-1">
      <table className="w-full border-collapse font-mono text-12">
        <tbody>
          {lines.map((line) => (
            <Row key={line.at} line={line} path={path} comments={comments} onComments={onComments} />
          ))}
        </tbody>
      </table>
      {isCut && <p className="px-2 py-1 text-12 text-n-7">{words.tasks.changes.longFile}</p>}
    </div>
  );
}

function Row({ line, path, comments, onComments }: Omit<Props, "file"> & { line: ChangeLine; path: string }) {
  const side = line.new === undefined ? "old" : "new";
  const number = line.new ?? line.old;
  const own = comments.find((comment) => comment.line === number && comment.side === side);
  const others = comments.filter((comment) => comment !== own);
  const put = (text: string | undefined) =>
    number !== undefined &&
    onComments?.(text === undefined ? others : [...others, { path, line: number, side, text }]);
  return (
    <>
      <tr className={GROUNDS[line.kind]}>
        <td className="w-px select-none whitespace-nowrap pl-1 pr-2 text-right align-top text-n-7">
          {number === undefined || onComments === undefined ? (
            number
          ) : (
            <button
              type="button"
              className="min-w-8 px-1 text-right hover:text-n-10 hover:underline max-md:min-h-8"
              aria-label={words.tasks.changes.commentOn(number, side)}
              onClick={() => put(own?.text ?? "")}
            >
              {number}
            </button>
          )}
        </td>
        <td className="whitespace-pre pr-2">{visible(line.text)}</td>
      </tr>
      {own !== undefined && onComments !== undefined && (
        <tr>
          <td colSpan={2} className="px-2 py-1.5">
            <CommentField
              label={words.tasks.changes.commentOn(own.line, own.side)}
              text={own.text}
              onText={put}
            />
          </td>
        </tr>
      )}
    </>
  );
}

function CommentField(props: { label: string; text: string; onText: (text: string | undefined) => void }) {
  const { label, text, onText } = props;
  return (
    // As wide as what is seen of the lines, however long they are.
    <div className="sticky left-2 grid w-[calc(100cqw-1rem)] max-w-130 gap-1.5 font-sans">
      <textarea
        // biome-ignore lint/a11y/noAutofocus: it opens because somebody chose this line to write about it.
        autoFocus={text === ""}
        value={text}
        rows={2}
        aria-label={label}
        onChange={({ target }) => onText(target.value)}
        className="w-full rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-13 max-md:text-16"
      />
      <div>
        <Button size="s" onClick={() => onText(undefined)}>
          {words.tasks.changes.dropComment}
        </Button>
      </div>
    </div>
  );
}
