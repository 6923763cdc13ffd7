/** What a row of spend is about, as the thing looks everywhere. */
"use client";
import { oneLine } from "../../lib/format/text";
import { useAgents, useTeams } from "../../lib/queries";
import { words } from "../../locale/words";
import { AgentChip, ChannelChip } from "../../ui/chips";
import type { SpendBy } from "./queries";
import { OTHERS, type Series } from "./spend-state";

/** The plain name of a series, for words and screen readers. */
export function useSeriesName(by: SpendBy): (series: Pick<Series, "key" | "name">) => string {
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  return ({ key, name }) => {
    if (key === OTHERS) return words.spend.others;
    if (key === "") return words.spend.none[by];
    const known = by === "agent" ? agents[key]?.name : by === "team" ? teams[key]?.name : name;
    return oneLine(known ?? key, 80) || key;
  };
}

export function SeriesName({ by, series, name }: { by: SpendBy; series: Series; name: string }) {
  if (by === "agent" && series.key !== OTHERS) return <AgentChip id={series.key} name={name} />;
  if (by === "channel" && series.key !== OTHERS && series.key !== "")
    return <ChannelChip name={series.key} />;
  const look = by === "model" && series.key !== OTHERS ? "font-mono text-12" : "font-medium";
  return <span className={`truncate text-n-10 ${look}`}>{name}</span>;
}
