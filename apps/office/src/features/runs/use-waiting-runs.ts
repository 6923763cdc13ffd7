/** The runs that wait for a person. */
"use client";
import { useMemo } from "react";
import { useNeeds } from "../needs/use-needs";
import { waitingIn } from "./live-runs";

export function useWaitingRuns(): ReadonlySet<string> {
  const needs = useNeeds();
  return useMemo(() => waitingIn(needs), [needs]);
}
