/** Finds an agent in a crowd: by a word, or by its state. */
"use client";
import { words } from "../../locale/words";
import { FilterBar, FilterChoice, FilterText } from "../../ui/filter-bar";
import { countOf, type Member, SHOWN, type Shown } from "./agent-state";

export function AgentFilters(props: {
  members: readonly Member[];
  text: string;
  shown: Shown;
  onText: (text: string) => void;
  onShown: (shown: string) => void;
}) {
  const { members, text, shown } = props;
  return (
    <FilterBar label={words.agents.which}>
      <FilterText label={words.agents.find} value={text} onChange={props.onText} isMain />
      <FilterChoice
        label={words.agents.heads.state}
        choices={SHOWN.map((value) => ({
          value,
          name: words.agents.shown[value || "all"],
          count: countOf(members, value),
        }))}
        value={shown}
        onChange={props.onShown}
      />
    </FilterBar>
  );
}
