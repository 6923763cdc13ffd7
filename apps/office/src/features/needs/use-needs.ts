"use client";
import { heldProviders, needsOf } from "@tinyagi/views";
import { useMemo } from "react";
import { PAGE, useApprovals, useDeadLetters, usePausedProviders, useQueueStatus } from "../../lib/queries";
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
  const dead = useDeadLetters().data;
  const isKnown = [useApprovals().data, dead].every((data) => data !== undefined);
  const all = useQueueStatus().data?.dead ?? 0;
  const held = heldProviders(usePausedProviders().data ?? []).length;
  const length = useNeeds().length + held;
  if (!isKnown || dead === undefined) return undefined;
  // One page of dead letters is read; the daemon counts those after it.
  return length + (dead.length < PAGE ? 0 : Math.max(0, all - dead.length));
}
