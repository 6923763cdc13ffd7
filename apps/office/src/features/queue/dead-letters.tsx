/** Messages that gave up. They stand first, because they cost trust. Many are replayed or deleted at once, after a preview. */
"use client";
import { useMemo, useState } from "react";
import { wordsOf } from "../../lib/api";
import { oneLine, withoutNames } from "../../lib/format/text";
import { type DeadLetter, useAgents } from "../../lib/queries";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { AgentChip, TimeChip } from "../../ui/chips";
import { type Column, Table } from "../../ui/table";
import { deadCount } from "./dead-count";
import { useDelete, useReplay } from "./queries";
import { previewOf } from "./queue-state";

/** Rows that are shown beside the lanes; the rest scrolls. */
const ROWS = 6;
const ROW_PX = 40;

interface Props {
  letters: readonly DeadLetter[];
  current: string;
  onCurrent: (id: string) => void;
  /** Whether nothing else is on the page. */
  isAlone: boolean;
}

export function DeadLetters({ letters, current, onCurrent, isAlone }: Props) {
  const agents = useAgents().data ?? {};
  const nameOf = (id: string): string => agents[id]?.name ?? id;
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const chosen = letters.filter(({ id }) => marked.has(String(id)));
  const toggle = (key: string): void => {
    const next = new Set(marked);
    if (!next.delete(key)) next.add(key);
    setMarked(next);
  };
  const columns = useColumns({ marked, toggle, nameOf });
  const isAll = chosen.length === letters.length;
  const height = isAlone ? undefined : Math.min(ROWS, letters.length) * ROW_PX + 34;
  return (
    <section
      aria-label={words.queue.dead.title}
      className={`flex min-h-0 flex-col ${isAlone ? "flex-1" : "flex-none"}`}
    >
      <div className="mx-4 mt-3 flex h-11 flex-none items-center gap-2 border-t-2 border-failed md:mx-8">
        <h2 className="text-13 font-semibold text-failed">{words.queue.dead.title}</h2>
        <span className="font-mono text-12 text-n-7">{deadCount(letters.length)}</span>
        <span className="ml-auto text-12 text-n-7 max-md:hidden">{words.queue.dead.promise}</span>
        <Button
          size="s"
          kind="bare"
          className="max-md:ml-auto"
          onClick={() => setMarked(isAll ? new Set() : new Set(letters.map(({ id }) => String(id))))}
        >
          {isAll ? words.queue.dead.selectNone : words.queue.dead.selectAll}
        </Button>
      </div>
      <div className="flex min-h-0 flex-1 flex-col" style={{ height }}>
        <Table
          label={words.queue.dead.title}
          columns={columns}
          rows={letters}
          keyOf={({ id }) => String(id)}
          current={current}
          onCurrent={onCurrent}
          onOpen={onCurrent}
          selected={marked}
          onSelect={toggle}
          rowHeight={ROW_PX}
        />
      </div>
      {chosen.length > 0 && (
        <Bulk
          letters={chosen}
          nameOf={nameOf}
          onMark={(ids) => setMarked(new Set(ids.map(String)))}
          onDone={() => setMarked(new Set())}
        />
      )}
    </section>
  );
}

function useColumns(props: {
  marked: ReadonlySet<string>;
  toggle: (key: string) => void;
  nameOf: (id: string) => string;
}): readonly Column<DeadLetter>[] {
  const { marked, toggle, nameOf } = props;
  return [
    {
      key: "mark",
      head: "",
      width: "20px",
      cell: ({ id, data }) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: only keeps the click from opening the row.
        <label
          className="grid place-items-center max-md:-mx-3 max-md:h-11 max-md:w-11"
          onClick={(event) => event.stopPropagation()}
        >
          <input
            type="checkbox"
            aria-label={words.queue.dead.select(oneLine(data.message, 60))}
            checked={marked.has(String(id))}
            onChange={() => toggle(String(id))}
            className="block size-4 accent-n-10"
          />
        </label>
      ),
    },
    {
      key: "agent",
      head: words.queue.agent,
      // On a phone the face is enough: the name is in the pane.
      width: "clamp(24px, calc((100vw - 700px) * 99), 168px)",
      cell: ({ data }) => <AgentChip id={data.agent} name={nameOf(data.agent)} state="failed" />,
    },
    {
      key: "message",
      head: words.queue.message,
      width: "minmax(0,1.8fr)",
      cell: ({ data }) => (
        <span className="font-medium text-n-10">{oneLine(withoutNames(data.message), 160)}</span>
      ),
    },
    {
      key: "why",
      head: words.queue.why,
      width: "minmax(0,1.6fr)",
      wideOnly: true,
      cell: ({ failedReason }) => <span className="text-n-7">{oneLine(failedReason, 200)}</span>,
    },
    {
      key: "attempts",
      head: words.queue.attempts,
      width: "64px",
      align: "right",
      wideOnly: true,
      cell: ({ totalAttempts }) => <span className="font-mono text-12">{totalAttempts}</span>,
    },
    {
      key: "at",
      head: words.queue.since,
      width: "64px",
      align: "right",
      cell: ({ timestamp }) => <TimeChip at={timestamp} />,
    },
  ];
}

/** Says what a replay does and what will fail again, and offers to leave that out. */
function Bulk(props: {
  letters: readonly DeadLetter[];
  nameOf: (id: string) => string;
  onMark: (ids: readonly number[]) => void;
  onDone: () => void;
}) {
  const { letters, nameOf, onMark, onDone } = props;
  const replay = useReplay();
  const remove = useDelete();
  const ids = useMemo(() => letters.map(({ id }) => id), [letters]);
  const { text, advice } = previewOf(letters, nameOf);
  return (
    <fieldset
      aria-label={words.queue.dead.selected}
      className="mx-4 my-3 flex flex-none flex-wrap items-center gap-2 rounded-m bg-n-2 px-4 py-3 text-13 md:mx-8"
    >
      <div className="min-w-0 grow basis-80">
        <p className="font-medium text-n-10">{text}</p>
        {advice.map(({ text: what, ids: again }) => (
          <p key={what} className="text-n-8">
            {words.queue.dead.failAgain(again.length, what)}{" "}
            {again.length < ids.length && (
              <button
                type="button"
                className="font-medium text-n-10 underline"
                onClick={() => onMark(ids.filter((id) => !again.includes(id)))}
              >
                {words.queue.dead.leaveOut(again.length)}
              </button>
            )}
          </p>
        ))}
        {replay.error && (
          <p role="alert" className="text-failed">
            {wordsOf(replay.error)}
          </p>
        )}
      </div>
      <Button kind="go" disabled={replay.isPending} onClick={() => replay.mutate(ids, { onSuccess: onDone })}>
        {words.queue.dead.replay(ids.length)}
      </Button>
      <Button
        kind="risk"
        onClick={() => {
          remove(ids);
          onDone();
        }}
      >
        {words.common.delete}
      </Button>
    </fieldset>
  );
}
