/**
 * What is typed and neither sent, saved nor discarded: the one place that keeps it. It outlives the part of the page that
 * shows it, Escape, a reload and a restart of the daemon, because this browser keeps it too. Never put a secret here.
 */
import { create } from "zustand";

const PREFIX = "tinyoffice.kept.";
/** Where earlier versions kept the texts of messages, as they are. */
const OLD_PREFIX = "tinyoffice.draft.";

/** By the name of the part. Begins with what the browser kept. */
export const useAllKept = create<ReadonlyMap<string, unknown>>(() => readAll());

export function readStored(key: string): unknown {
  return useAllKept.getState().get(key);
}

/** @param value undefined forgets it */
export function keep(key: string, value: unknown): void {
  useAllKept.setState((before) => {
    const kept = new Map(before);
    if (value === undefined) kept.delete(key);
    else kept.set(key, value);
    return kept;
  }, true);
  store(key, value);
}

/** Forgets what is saved now, also when its part of the page was left. What was typed meanwhile stays. */
export async function forgetSaved(key: string, saving: Promise<unknown>): Promise<void> {
  const saved = readStored(key);
  await saving;
  if (readStored(key) === saved) keep(key, undefined);
}

function store(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
    if (key.startsWith("draft.")) localStorage.removeItem(OLD_PREFIX + key.slice("draft.".length));
  } catch {
    // The browser keeps nothing, or no more: it is kept until the tab is closed.
  }
}

function readAll(): ReadonlyMap<string, unknown> {
  const kept = new Map<string, unknown>();
  try {
    for (let at = 0; at < localStorage.length; at += 1) {
      const name = localStorage.key(at) ?? "";
      const text = localStorage.getItem(name) ?? "";
      if (name.startsWith(OLD_PREFIX)) kept.set(`draft.${name.slice(OLD_PREFIX.length)}`, text);
      if (name.startsWith(PREFIX)) kept.set(name.slice(PREFIX.length), parsed(text));
    }
  } catch {
    // The browser keeps nothing.
  }
  return kept;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else wrote it.
    return undefined;
  }
}
