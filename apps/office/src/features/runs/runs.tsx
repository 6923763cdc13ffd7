/** Runs: the list, one run, or two side by side, as the address says. */
"use client";
import { useSearchParams } from "next/navigation";
import { words } from "../../locale/words";
import { Region } from "../../ui/region";
import { Comparison } from "./comparison";
import { RunList } from "./run-list";
import { RunOfConversation, RunPage } from "./run-page";

export function Runs() {
  const params = useSearchParams();
  const [run, other, conversation] = ["run", "with", "conversation"].map((name) => params.get(name) ?? "");
  if (run && other)
    return (
      <Region key={`${run}/${other}`} name={words.runs.regions.comparison}>
        <Comparison a={run} b={other} />
      </Region>
    );
  if (run)
    return (
      <Region key={run} name={words.runs.regions.run}>
        <RunPage id={run} />
      </Region>
    );
  if (conversation)
    return (
      <Region key={conversation} name={words.runs.regions.run}>
        <RunOfConversation id={conversation} />
      </Region>
    );
  return (
    <Region name={words.runs.regions.list}>
      <RunList />
    </Region>
  );
}
