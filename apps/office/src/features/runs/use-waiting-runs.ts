/** The runs that wait for a person. */
"use client";
import { useMemo } from "react";
import { useNeeds } from "../needs/use-needs";

export function useWaitingRuns(): ReadonlySet<string> {
  const needs = useNeeds();
  return useMemo(
    () => new Set(needs.flatMap((need) => (need.kind === "approval" ? [need.approval.runId] : []))),
    [needs],
  );
}
