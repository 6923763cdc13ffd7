"use client";
import { useMemo } from "react";
import { useApprovals, useDeadLetters } from "../../lib/queries";
import { type Need, needsOf } from "./needs";

export function useNeeds(): readonly Need[] {
  const approvals = useApprovals().data;
  const dead = useDeadLetters().data;
  return useMemo(() => needsOf(approvals ?? [], dead ?? []), [approvals, dead]);
}
