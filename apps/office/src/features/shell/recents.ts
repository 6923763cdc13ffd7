/** The places that the palette opened last, kept in this browser. */
export interface Recent {
  path: string;
  name: string;
}

const KEY = "tinyoffice.recent";
const MOST = 5;

/** The newest first, each place once. */
export function withRecent(recents: readonly Recent[], place: Recent): Recent[] {
  return [place, ...recents.filter(({ path }) => path !== place.path)].slice(0, MOST);
}

/** What was kept. Anything else than a list of places counts as nothing. */
export function readRecents(text: string | null): Recent[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    return Array.isArray(value) ? value.filter(isRecent).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

/** Only places of the office: a path that starts with two slashes leads to another site. */
function isRecent(value: unknown): value is Recent {
  if (typeof value !== "object" || value === null || !("path" in value) || !("name" in value)) return false;
  const { path, name } = value;
  return typeof path === "string" && /^\/(?![/\\])/.test(path) && typeof name === "string";
}

export function loadRecents(): Recent[] {
  try {
    return readRecents(localStorage.getItem(KEY));
  } catch {
    // A browser that keeps nothing has no recent places.
    return [];
  }
}

export function keepRecent(place: Recent): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(withRecent(loadRecents(), place)));
  } catch {
    // As above.
  }
}
