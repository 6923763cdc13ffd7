"use client";
import { heldProviders, needsOf } from "@tinyagi/views";
import { useMemo } from "react";
import { useNow } from "../../lib/clock";
import { PAGE, useApprovals, useDeadLetters, usePausedProviders } from "../../lib/queries";
import { useDeadSummary } from "../dead-letters/dead-queries";
import { useStandings } from "./decisions";
import { useLeaving } from "./leaving";
import { growthOf, type Item, type Need, toItems } from "./needs";
import { isSnoozed, useSnoozes } from "./snoozes";

/** Questions and failures, as far as they are known, without those that a person has just decided. */
export function useNeeds(): readonly Need[] {
  const approvals = useApprovals().data;
  const dead = useDeadLetters().data;
  const leaving = useLeaving();
  const standings = useStandings();
  return useMemo(() => {
    const isOpen = (id: string): boolean => (standings.get(id)?.state ?? "refused") === "refused";
    return needsOf(
      (approvals ?? []).filter(({ id }) => isOpen(id)),
      (dead ?? []).filter(({ id }) => !leaving.has(id)),
    );
  }, [approvals, dead, leaving, standings]);
}

interface NeedItems {
  /** One for each card. */
  open: readonly Item[];
  /** Put off in this browser. */
  snoozed: readonly Item[];
}

/** The cards of what needs you: the one list from which every place counts. */
export function useNeedItems(): NeedItems {
  const needs = useNeeds();
  const paused = usePausedProviders().data;
  const isAll = (useDeadLetters().data ?? []).length < PAGE;
  const groups = useDeadSummary("").data?.groups;
  const items = useMemo(
    () => toItems({ needs, held: heldProviders(paused ?? []), dead: isAll ? [] : (groups ?? []) }),
    [needs, paused, isAll, groups],
  );
  const snoozes = useSnoozes();
  const now = useNow();
  // The same list as long as nothing falls asleep or wakes.
  const asleep = items
    .filter((item) => isSnoozed(snoozes, { key: item.key, growth: growthOf(item) }, now))
    .map(({ key }) => key)
    .join("\n");
  return useMemo(() => {
    const keys = new Set(asleep.split("\n"));
    return {
      open: items.filter(({ key }) => !keys.has(key)),
      snoozed: items.filter(({ key }) => keys.has(key)),
    };
  }, [items, asleep]);
}

/** How much needs you: as many as there are cards. Undefined until the daemon has said it. */
export function useNeedCount(): number | undefined {
  const isKnown = [useApprovals().data, useDeadLetters().data].every((data) => data !== undefined);
  const { open } = useNeedItems();
  return isKnown ? open.length : undefined;
}
