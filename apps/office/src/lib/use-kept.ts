"use client";
import { differing } from "./edits";
import { keep, useAllKept } from "./kept";

/** State that is kept under a name, so that another tab, another card or Escape does not lose it. */
export function useStored<T>(key: string): [T | undefined, (value: T | undefined) => void] {
  // One name has one type: it is written by the part that reads it.
  const value = useAllKept((all) => all.get(key)) as T | undefined;
  return [value, (next) => keep(key, next)];
}

interface Edits<T> {
  /** Undefined when nothing is changed. */
  edits: Partial<T> | undefined;
  /** What the form shows: what is stored, with what was changed here. */
  fields: T;
  edit: (change: Partial<T>) => void;
  discard: () => void;
}

/** A form that keeps only what somebody changed in it. What others change meanwhile shows, and is not taken back. */
export function useEdits<T extends object>(key: string, now: T): Edits<T> {
  const [edits, set] = useStored<Partial<T>>(key);
  return {
    edits,
    fields: { ...now, ...edits },
    edit: (change) => set(differing(now, { ...edits, ...change })),
    discard: () => set(undefined),
  };
}
