/** What the address says: which run, seen how, what is selected, at which step. A copied link shows the same. */
"use client";
import { type SetParam, useParam } from "../../lib/use-param";

export const VIEWS = ["tree", "time", "graph", "log"] as const;
export type View = (typeof VIEWS)[number];

export function useView(): [View, SetParam] {
  const [text, set] = useParam("view", "tree");
  return [VIEWS.find((view) => view === text) ?? "tree", set];
}

/** The step of the replay; undefined for now. */
export function useStep(): [number | undefined, (step: number | undefined) => void] {
  const [text, set] = useParam("step");
  const step = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  return [step, (next) => set(next === undefined ? "" : String(next))];
}
