/** The filters that a person saved, in the storage of the browser. A browser that keeps nothing forgets them. */

/** The query of an address, such as `agent=writer&status=failed`. */
export type SavedFilter = string;

const KEY = "tinyoffice.run-filters";
const SAVED_MAX = 12;

export function readFilters(): readonly SavedFilter[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((one) => typeof one === "string").slice(0, SAVED_MAX) : [];
  } catch {
    // A browser may refuse its storage, and what stands there may be of another program.
    return [];
  }
}

/** @returns what it was given */
export function writeFilters(filters: readonly SavedFilter[]): readonly SavedFilter[] {
  try {
    localStorage.setItem(KEY, JSON.stringify(filters));
  } catch {
    // The filters stay until the page is closed.
  }
  return filters;
}

export function isSaved(filters: readonly SavedFilter[], filter: SavedFilter): boolean {
  return filters.includes(filter);
}

/** With the filter, or without it if it was there. The oldest one gives way. */
export function toggled(filters: readonly SavedFilter[], filter: SavedFilter): readonly SavedFilter[] {
  if (isSaved(filters, filter)) return filters.filter((one) => one !== filter);
  return [...filters, filter].slice(-SAVED_MAX);
}
