/** Which runs are shown. All of it is in the address. */
"use client";
import type { Agents } from "../../lib/queries";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { type Choice, FilterBar, FilterChoice, FilterText } from "../../ui/filter-bar";
import { Select } from "../../ui/select";
import { SavedViews } from "../saved-views/saved-views";
import { type RunFilter, SPANS } from "./list-queries";
import { parseSort, type RunSort, SORTS } from "./sorting";

/** Each state of runs that can be chosen. One that starts counts as running; one that waits for a person does not. */
const states = (): Choice[] => {
  const { common, runs, views } = words;
  return [
    { value: "", name: runs.list.all },
    { value: "running", name: common.states.running },
    { value: "waiting", name: common.states.waiting },
    { value: "failed", name: common.states.failed },
    { value: "completed", name: common.states.done },
    { value: "cancelled", name: views.runs.states.cancelled },
    { value: "interrupted", name: views.runs.states.interrupted },
  ];
};
const spans = (): Choice[] => [
  { value: "", name: words.runs.list.spans.any },
  ...(Object.keys(SPANS) as (keyof typeof SPANS)[]).map((value) => ({
    value,
    name: words.runs.list.spans[value],
  })),
];
const depths = (): Choice[] => [
  { value: "", name: words.runs.list.wholeTasks },
  { value: "all", name: words.runs.list.withSubAgents },
];

/** What the address asks for. `isNarrow`: fewer than all of them. */
export function useRunFilter(): {
  filter: RunFilter;
  sort: RunSort | undefined;
  isNarrow: boolean;
  clear: () => void;
} {
  const [text, setText] = useParam("q");
  const [agent, setAgent] = useParam("agent");
  const [status, setStatus] = useParam("status");
  const [span, setSpan] = useParam("span");
  const [depth] = useParam("depth");
  const sort = parseSort(useParam("sort")[0]);
  return {
    filter: { text, agent, status, span, all: depth === "all", isSorted: sort !== undefined },
    sort,
    isNarrow: [text, agent, status, span].some((one) => one !== ""),
    clear: () => {
      for (const set of [setText, setAgent, setStatus, setSpan]) set("");
    },
  };
}

/** What the list is sorted by, for a phone: it has no heads of columns to press. */
function SortChoice() {
  const [sort, setSort] = useParam("sort");
  const { newest, sorts } = words.runs.list;
  const options = SORTS.flatMap((by) => [
    { value: by, name: sorts[by].down },
    { value: `${by}-up`, name: sorts[by].up },
  ]);
  return (
    <Select
      isBare
      className="md:hidden"
      label={words.runs.list.sort}
      value={parseSort(sort) === undefined ? "" : sort}
      options={[{ value: "", name: newest }, ...options]}
      onChange={({ target }) => setSort(target.value)}
    />
  );
}

export function RunFilters({ names }: { names: Agents }) {
  const [text, setText] = useParam("q");
  const [agent, setAgent] = useParam("agent");
  const [status, setStatus] = useParam("status");
  const [span, setSpan] = useParam("span");
  const [depth, setDepth] = useParam("depth");
  const agents = Object.entries(names).map(([value, { name }]) => ({ value, name }));
  return (
    <FilterBar label={words.runs.list.which}>
      <FilterText label={words.runs.list.search} value={text} onChange={setText} isMain />
      <Select
        isBare
        label={words.runs.list.agent}
        value={agent}
        options={[{ value: "", name: words.runs.list.allAgents }, ...agents]}
        onChange={({ target }) => setAgent(target.value)}
      />
      <Select
        isBare
        label={words.runs.list.span}
        value={span}
        options={spans()}
        onChange={({ target }) => setSpan(target.value)}
      />
      <FilterChoice
        label={words.runs.list.state}
        choices={states()}
        value={status}
        onChange={(next) => setStatus(next)}
      />
      <FilterChoice
        label={words.runs.list.depth}
        choices={depths()}
        value={depth}
        onChange={(next) => setDepth(next)}
      />
      <SortChoice />
      <SavedViews page="runs" suggested={useSuggested(names)} />
    </FilterBar>
  );
}

/** `“backup” · Writer · Failed`: what is chosen, in the words of the choices. */
function useSuggested(names: Agents): string {
  const { filter, sort } = useRunFilter();
  const { text = "", agent, status, span = "", all } = filter;
  const chosen = (choices: readonly Choice[], value: string): string =>
    value === "" ? "" : (choices.find((one) => one.value === value)?.name ?? "");
  return words.savedViews.suggested([
    text === "" ? "" : words.savedViews.quoted(text),
    agent === "" ? "" : (names[agent]?.name ?? agent),
    chosen(states(), status),
    chosen(spans(), span),
    all ? words.runs.list.withSubAgents : "",
    sort === undefined ? "" : words.runs.list.sorts[sort.by][sort.isUp ? "up" : "down"],
  ]);
}
