/** A list of 10,000 rows with its filter and inspector, as pages use them. */
"use client";
import { useMemo, useState } from "react";
import { useParam } from "../../lib/use-param";
import { AgentChip, MoneyChip } from "../../ui/chips";
import { FilterBar, FilterChoice, FilterText } from "../../ui/filter-bar";
import { STATES, type State, StateMark } from "../../ui/glyph";
import { Inspector } from "../../ui/inspector";
import { Empty } from "../../ui/region";
import { type Column, Table } from "../../ui/table";

interface Row {
  id: string;
  state: State;
  usd: number;
}

const ROWS: readonly Row[] = Array.from({ length: 10_000 }, (_, i) => ({
  id: `agent-${i}`,
  state: STATES[i % STATES.length] ?? "idle",
  usd: i / 100,
}));
const COLUMNS: readonly Column<Row>[] = [
  { key: "id", head: "Agent", width: "minmax(0,2fr)", cell: ({ id }) => <AgentChip id={id} /> },
  { key: "state", head: "State", width: "minmax(0,1fr)", cell: ({ state }) => <StateMark state={state} /> },
  {
    key: "usd",
    head: "Money",
    width: "88px",
    align: "right" as const,
    wideOnly: true,
    cell: ({ usd }) => <MoneyChip of={{ costUsd: usd }} />,
  },
];
const CHOICES = [{ value: "", name: "All" }, ...STATES.map((state) => ({ value: state, name: state }))];

export function ListSample() {
  const [state, setState] = useParam("state");
  const [text, setText] = useParam("text");
  const [current, setCurrent] = useParam("row");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () => ROWS.filter((row) => (state === "" || row.state === state) && row.id.includes(text)),
    [state, text],
  );
  const row = ROWS.find(({ id }) => id === current);
  return (
    <section aria-label="List" className="flex h-[480px] flex-col border border-n-4">
      <FilterBar label="Narrow the list">
        <FilterText label="Name" value={text} onChange={setText} />
        <FilterChoice label="State" choices={CHOICES} value={state} onChange={setState} />
      </FilterBar>
      <div className="flex min-h-0 flex-1">
        <Table
          label="Agents"
          columns={COLUMNS}
          rows={rows}
          toKey={({ id }) => id}
          current={current}
          selected={selected}
          onCurrent={setCurrent}
          onSelect={(id) => setSelected((old) => toggled(old, id))}
          empty={<Empty title="No agent has this name" text="Remove the filter to see all of them." />}
        />
        {row && (
          <Inspector label="Agent" title={row.id} onClose={() => setCurrent("")}>
            <div className="p-5">
              <StateMark state={row.state} />
            </div>
          </Inspector>
        )}
      </div>
    </section>
  );
}

function toggled(old: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(old);
  if (!next.delete(id)) next.add(id);
  return next;
}
