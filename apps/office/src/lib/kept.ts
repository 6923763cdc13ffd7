/** What is typed and not saved. It outlives the part of the page that shows it, until the tab is closed. */
const kept = new Map<string, unknown>();
const listeners = new Set<() => void>();

export function readKept(key: string): unknown {
  return kept.get(key);
}

/** @param value undefined forgets it */
export function keep(key: string, value: unknown): void {
  if (value === undefined) kept.delete(key);
  else kept.set(key, value);
  for (const listener of listeners) listener();
}

/** Forgets what is saved now, also when its part of the page was left. What was typed meanwhile stays. */
export async function forgetSaved(key: string, saving: Promise<unknown>): Promise<void> {
  const saved = kept.get(key);
  await saving;
  if (kept.get(key) === saved) keep(key, undefined);
}

/** @returns what ends it */
export function onKept(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
