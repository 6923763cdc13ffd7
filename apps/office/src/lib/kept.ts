/**
 * What is typed and neither sent, saved nor discarded: the one place that keeps it. It outlives the part of the page that
 * shows it, Escape, a reload and a restart of the daemon, because this browser keeps it too. Never put a secret here.
 */
import { create } from "zustand";

const PREFIX = "tinyoffice.kept.";
/** Where earlier versions kept the texts of messages, as they are. */
const OLD_PREFIX = "tinyoffice.draft.";
/** What is changed in the settings and not saved; `features/settings` keeps it. */
export const SETTINGS_DRAFT = "tinyoffice.settings.draft";
/** Never stored: an answer to an agent may hold what only that agent is to know. */
const ONLY_IN_MEMORY = "answer.";

/** By the name of the part. Begins with what the browser kept. */
export const useAllKept = create<ReadonlyMap<string, unknown>>(() => readAll());

export function readStored(key: string): unknown {
  return useAllKept.getState().get(key);
}

/** @param value undefined forgets it */
export function keep(key: string, value: unknown): void {
  put(key, value);
  store(key, value);
}

/** Forgets what is saved now, also when its part of the page was left. What was typed meanwhile stays. */
export async function forgetSaved(key: string, saving: Promise<unknown>): Promise<void> {
  const saved = readStored(key);
  await saving;
  if (readStored(key) === saved) keep(key, undefined);
}

/** For whoever logs out: nothing that was typed is left in this browser. */
export function forgetAll(): void {
  useAllKept.setState(new Map(), true);
  try {
    for (const name of [...listNames(PREFIX), ...listNames(OLD_PREFIX), SETTINGS_DRAFT])
      localStorage.removeItem(name);
  } catch {
    // The browser keeps nothing.
  }
}

// What another tab sent must not be offered here again.
globalThis.addEventListener?.("storage", ({ key: name, newValue }: StorageEvent) => {
  if (name === null) useAllKept.setState(new Map(), true);
  else if (name.startsWith(PREFIX))
    put(name.slice(PREFIX.length), newValue === null ? undefined : parsed(newValue));
});

function put(key: string, value: unknown): void {
  useAllKept.setState((before) => {
    const kept = new Map(before);
    if (value === undefined) kept.delete(key);
    else kept.set(key, value);
    return kept;
  }, true);
}

function store(key: string, value: unknown): void {
  if (key.startsWith(ONLY_IN_MEMORY)) return;
  try {
    if (value === undefined) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, JSON.stringify(value));
  } catch {
    // The browser keeps nothing, or no more: it is kept until the tab is closed.
  }
}

function readAll(): ReadonlyMap<string, unknown> {
  const kept = new Map<string, unknown>();
  try {
    takeOver();
    for (const name of listNames(PREFIX))
      kept.set(name.slice(PREFIX.length), parsed(localStorage.getItem(name) ?? ""));
  } catch {
    // The browser keeps nothing.
  }
  return kept;
}

/** Brings what earlier versions kept to the names of today. */
function takeOver(): void {
  for (const name of listNames(PREFIX + ONLY_IN_MEMORY)) localStorage.removeItem(name);
  for (const name of listNames(OLD_PREFIX)) {
    const text = localStorage.getItem(name) ?? "";
    const { key, value } = toToday(name.slice(OLD_PREFIX.length), text);
    // First, so that there is room for it.
    localStorage.removeItem(name);
    if (localStorage.getItem(PREFIX + key) === null) store(key, value);
  }
}

function toToday(old: string, text: string): { key: string; value: unknown } {
  if (old === "new-schedule") return { key: "schedule.new", value: parsed(text) };
  return { key: old.startsWith("steer.") ? old : `draft.${old}`, value: text };
}

function listNames(prefix: string): string[] {
  const names = Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at) ?? "");
  return names.filter((name) => name.startsWith(prefix));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else wrote it.
    return undefined;
  }
}
