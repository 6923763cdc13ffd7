"use client";
import { needsOf } from "@tinyagi/views";
import { useMemo } from "react";
import { useApprovals, useDeadLetters } from "../../lib/queries";
import { useLeaving } from "./leaving";
import type { Need } from "./needs";

/** What needs you, as far as it is known. */
export function useNeeds(): readonly Need[] {
  const approvals = useApprovals().data;
  const dead = useDeadLetters().data;
  const leaving = useLeaving();
  return useMemo(
    () =>
      needsOf(
        approvals ?? [],
        (dead ?? []).filter(({ id }) => !leaving.has(id)),
      ),
    [approvals, dead, leaving],
  );
}

/** How much needs you; undefined until the daemon has said it. */
export function useNeedCount(): number | undefined {
  const isKnown = [useApprovals().data, useDeadLetters().data].every((data) => data !== undefined);
  const { length } = useNeeds();
  return isKnown ? length : undefined;
}
