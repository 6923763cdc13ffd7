/** What a row of spend is about, as the thing looks everywhere. */
"use client";
import { oneLine } from "../../lib/format/text";
import { useAgents, useTeams } from "../../lib/queries";
import { AgentChip, ChannelChip } from "../../ui/chips";
import type { SpendBy } from "./queries";
import { OTHERS, type Series } from "./spend-state";

const NONE: Readonly<Record<SpendBy, string>> = {
  agent: "Unknown agent",
  team: "No team",
  model: "Default model",
  task: "No task",
  channel: "No channel",
};

/** The plain name of a series, for words and screen readers. */
export function useSeriesName(by: SpendBy): (series: Pick<Series, "key" | "name">) => string {
  const agents = useAgents().data ?? {};
  const teams = useTeams().data ?? {};
  return ({ key, name }) => {
    if (key === OTHERS) return "All others";
    if (key === "") return NONE[by];
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
