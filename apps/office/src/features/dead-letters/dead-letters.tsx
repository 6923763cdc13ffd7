/** Dead letters. They stand first, because they cost trust. Many are retried or deleted at once, after a preview. */
"use client";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { grouped } from "../../lib/figures";
import { toTitle } from "../../lib/format/title";
import { type DeadLetter, useAgents } from "../../lib/queries";
import { PHONE, useMedia } from "../../lib/use-media";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { Trouble } from "../../ui/region";
import { Select } from "../../ui/select";
import { Table } from "../../ui/table";
import { BulkAll, BulkSome } from "./dead-bulk";
import { deadColumns } from "./dead-columns";
import { type DeadPages, type DeadSummary, useDeadSummary, useReplay } from "./dead-queries";

/** So many rows stand above the lanes as they are. */
const ROWS = 12;
/** More scroll in their own box. Its last row is cut, so that it is seen to go on. */
const CUT = { desk: 11.5, phone: 4.5 } as const;
const ROW_PX = 48;
/** A phone is narrow: the reason takes two lines more. */
const PHONE_ROW_PX = 84;
const HEAD_PX = 34;

interface Props {
  summary: DeadSummary;
  pages: DeadPages;
  /** Only the letters of this agent; empty for all. */
  agent: string;
  onAgent: (agent: string) => void;
  current: string;
  onCurrent: (id: string) => void;
  /** Whether nothing else is on the page. */
  isAlone: boolean;
}

/** What is marked: some letters, or all that match but those with these reasons, read or not. */
type Marks = { ids: ReadonlySet<string> } | { allBut: ReadonlySet<string> };
const NONE: Marks = { ids: new Set() };
const ALL: Marks = { allBut: new Set() };

export function DeadLetters(props: Props) {
  const { summary, pages, agent, onAgent, current, onCurrent, isAlone } = props;
  const letters = pages.letters ?? [];
  const agents = useAgents().data ?? {};
  const nameOf = (id: string): string => agents[id]?.name ?? id;
  const { marks, setMarks, chosen, marked, toggle } = useMarks(letters);
  const replay = useReplay();
  const columns = deadColumns({
    marked,
    toggle,
    nameOf,
    replaying: replay.isPending ? replay.variables : undefined,
    onReplay: (id) => replay.mutate([id]),
  });
  const notReplayed =
    replay.error === null ? undefined : letters.find(({ id }) => id === replay.variables?.[0]);
  const isPhone = useMedia(PHONE);
  const rowPx = isPhone ? PHONE_ROW_PX : ROW_PX;
  const isAll = "allBut" in marks;
  const isCut = !isAlone && letters.length > ROWS;
  const rows = isCut ? CUT[isPhone ? "phone" : "desk"] : letters.length;
  return (
    <section
      aria-label={words.queue.dead.title}
      className={`flex min-h-0 flex-col ${isAlone ? "flex-1" : "flex-none"}`}
    >
      <Head
        total={summary.total}
        agent={agent}
        nameOf={nameOf}
        onAgent={(next) => {
          setMarks(NONE);
          onAgent(next);
        }}
        isAll={isAll}
        onAll={() => setMarks(isAll ? NONE : ALL)}
      />
      {pages.error !== null && <Trouble text={toWords(pages.error)} retry={pages.retry} />}
      {replay.error !== null && notReplayed !== undefined && (
        <NotReplayed letter={notReplayed} error={replay.error} />
      )}
      <div
        className={`flex min-h-0 flex-col ${isAlone ? "flex-1" : "flex-none"}`}
        style={isAlone ? {} : { height: rows * rowPx + HEAD_PX }}
      >
        <Table
          label={words.queue.dead.title}
          columns={columns}
          rows={letters}
          toKey={({ id }) => String(id)}
          current={current}
          onCurrent={onCurrent}
          onOpen={onCurrent}
          selected={marked}
          onSelect={toggle}
          next={pages.next}
          rowHeight={rowPx}
        />
      </div>
      {isCut && (
        <p className="mx-4 flex-none border-t border-n-4 py-1.5 text-12 text-n-7 md:mx-8">
          {words.queue.dead.more(Math.max(summary.total, letters.length) - Math.floor(rows))}
        </p>
      )}
      {"allBut" in marks ? (
        <BulkAll
          summary={summary}
          agent={agent}
          allBut={marks.allBut}
          nameOf={nameOf}
          onAllBut={(allBut) => setMarks({ allBut })}
          onDone={() => setMarks(NONE)}
        />
      ) : (
        chosen.length > 0 && (
          <BulkSome
            letters={chosen}
            nameOf={nameOf}
            onMark={(ids) => setMarks({ ids: new Set(ids.map(String)) })}
            onDone={() => setMarks(NONE)}
          />
        )
      )}
    </section>
  );
}

function Head(props: {
  total: number;
  agent: string;
  nameOf: (id: string) => string;
  onAgent: (agent: string) => void;
  isAll: boolean;
  onAll: () => void;
}) {
  const { total, agent, nameOf, onAgent, isAll, onAll } = props;
  return (
    <div className="mx-4 mt-3 flex min-h-11 flex-none flex-wrap items-center gap-2 border-t-2 border-failed md:mx-8">
      <h2 className="text-13 font-semibold text-failed">{words.queue.dead.title}</h2>
      <span className="font-mono text-12 text-n-7">{grouped(total)}</span>
      <DeadAgents value={agent} nameOf={nameOf} onChange={onAgent} />
      <span className="ml-auto text-12 text-n-7 max-md:hidden">{words.queue.dead.promise}</span>
      <Button size="s" kind="bare" className="max-md:ml-auto" onClick={onAll}>
        {isAll ? words.queue.dead.selectNone : words.queue.dead.selectAll}
      </Button>
    </div>
  );
}

function useMarks(letters: readonly DeadLetter[]) {
  const [marks, setMarks] = useState<Marks>(NONE);
  const chosen = letters.filter(({ id, errorClass }) =>
    "ids" in marks ? marks.ids.has(String(id)) : !marks.allBut.has(errorClass),
  );
  const marked = new Set(chosen.map(({ id }) => String(id)));
  const toggle = (key: string): void => {
    const next = new Set(marked);
    if (!next.delete(key)) next.add(key);
    setMarks({ ids: next });
  };
  return { marks, setMarks, chosen, marked, toggle };
}

function NotReplayed({ letter, error }: { letter: DeadLetter; error: Error }) {
  const title = toTitle({ ...letter, text: letter.data.message });
  return (
    <p role="alert" className="flex-none bg-failed-soft px-4 py-2 text-13 break-words text-n-9 md:px-8">
      {words.queue.dead.notReplayed(title, toWords(error))}
    </p>
  );
}

/** Whose letters are shown; only where several agents have some. */
function DeadAgents(props: {
  value: string;
  nameOf: (id: string) => string;
  onChange: (agent: string) => void;
}) {
  const { value, nameOf, onChange } = props;
  const ids = new Set(useDeadSummary("").data?.groups.map(({ agent }) => agent));
  if (value !== "") ids.add(value);
  if (ids.size < 2 && value === "") return null;
  return (
    <Select
      isBare
      label={words.queue.agent}
      options={[
        { value: "", name: words.queue.dead.allAgents },
        ...[...ids].map((id) => ({ value: id, name: nameOf(id) })),
      ]}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
