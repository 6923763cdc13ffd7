/** The lanes of the board: what the address chooses, and what is folded. */
"use client";
import { useParam } from "../../lib/use-param";
import { words } from "../../locale/words";
import { useAssignees, useProjectChoices } from "./choices";
import type { LaneKind } from "./lanes";

/** Stands in the address for the lane of tasks without an assignee or project. No id is written so. */
const NONE = "-";

/** @returns undefined for a board without lanes */
export function useLaneKind(): LaneKind | undefined {
  const [lanes] = useParam("lanes");
  return lanes === "assignee" || lanes === "project" ? lanes : undefined;
}

/** What lanes can be, with their names. */
export function useLaneNames(by: LaneKind | undefined) {
  const assignees = useAssignees(words.tasks.noOne);
  const projects = useProjectChoices(words.tasks.noProject, "");
  return by === "project" ? projects : assignees;
}

/** The folded lanes, and what folds or unfolds one. */
export function useFolded(): [ReadonlySet<string>, (lane: string) => void] {
  const [text, setText] = useParam("folded");
  const folded = new Set(text === "" ? [] : text.split(",").map((id) => (id === NONE ? "" : id)));
  return [
    folded,
    (lane) => {
      const others = [...folded].filter((id) => id !== lane);
      setText([...others, ...(folded.has(lane) ? [] : [lane])].map((id) => id || NONE).join(","));
    },
  ];
}
