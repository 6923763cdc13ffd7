/**
 * The views that a person saved, with the name they gave them: what a list shows and in which order, as the query of its
 * address. Guarantees: they lead only to the pages that have views, whatever stands in the storage of the browser.
 */
import { create } from "zustand";

/** The parts of an address that are a view. The row that is shown, or what is open beside the list, is no part of it. */
export const VIEW_PARTS = {
  runs: ["q", "agent", "status", "span", "depth", "sort"],
  tasks: ["q", "project", "assignee", "view", "lanes", "sort"],
  logs: ["view", "q", "level", "part", "agent", "span", "who"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type ViewPage = keyof typeof VIEW_PARTS;

export interface SavedView {
  page: ViewPage;
  name: string;
  /** `status=failed&span=week`: only parts of a view, in the order of the table. */
  query: string;
  /** The page opens with it. One of a page at most. */
  isDefault?: boolean;
}

export const NAME_MAX = 60;
/** Of one page. */
const SAVED_MAX = 24;
const QUERY_MAX = 2_000;
const KEY = "tinyoffice.views";

export const useSavedViews = create<readonly SavedView[]>(() => load());

/**
 * @param query of an address
 * @param way in which the page is looked at, if the address does not say it
 * @returns what of it is a view; empty when nothing is chosen
 */
export function toView(page: ViewPage, query: string, way = ""): string {
  const given = new URLSearchParams(query);
  if (way !== "" && !given.get("view")) given.set("view", way);
  const parts = VIEW_PARTS[page].flatMap((part) => {
    const value = given.get(part) ?? "";
    return value === "" ? [] : [[part, value]];
  });
  return new URLSearchParams(parts).toString();
}

export function viewHref({ page, query }: Pick<SavedView, "page" | "query">): string {
  return query === "" ? `/${page}` : `/${page}?${query}`;
}

/** With the view in the place of the one that has its name, else at the end. The oldest of its page gives way. */
export function withView(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  const isSame = (one: SavedView): boolean => one.page === view.page && one.name === view.name;
  if (views.some(isSame)) return views.map((one) => (isSame(one) ? { ...one, query: view.query } : one));
  const ofPage = views.filter(({ page }) => page === view.page);
  const oldest = ofPage.length < SAVED_MAX ? undefined : ofPage[0];
  return [...views.filter((one) => one !== oldest), view];
}

/** Under another name, in its place. One that has the name already is replaced. */
export function renamed(views: readonly SavedView[], view: SavedView, name: string): readonly SavedView[] {
  return views
    .filter((one) => one === view || one.page !== view.page || one.name !== name)
    .map((one) => (one === view ? { ...one, name } : one));
}

/** The page opens with this view and with no other; with none if it did already. */
export function withDefault(views: readonly SavedView[], view: SavedView): readonly SavedView[] {
  return views.map((one) => {
    if (one.page !== view.page) return one;
    const { isDefault: _, ...rest } = one;
    return one === view && view.isDefault !== true ? { ...rest, isDefault: true } : rest;
  });
}

/** Keeps them, in all tabs of this browser. A browser that keeps nothing forgets them with the page. */
export function saveViews(views: readonly SavedView[]): void {
  useSavedViews.setState(views, true);
  try {
    localStorage.setItem(KEY, JSON.stringify(views));
  } catch {
    // They stay until the page is closed.
  }
}

/** @param text what the browser kept. Anything else than a list of views counts as nothing */
export function readViews(text: string | null): readonly SavedView[] {
  try {
    const value: unknown = JSON.parse(text ?? "[]");
    if (!Array.isArray(value)) return [];
    return value.map(asView).filter((one) => one !== undefined);
  } catch {
    // Another program wrote it.
    return [];
  }
}

function asView(value: unknown): SavedView | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { page, name, query, isDefault } = value as Readonly<Record<string, unknown>>;
  if (typeof name !== "string" || typeof query !== "string" || typeof page !== "string") return undefined;
  if (!Object.hasOwn(VIEW_PARTS, page) || name === "" || query.length > QUERY_MAX) return undefined;
  const known = page as ViewPage;
  const view = { page: known, name: name.slice(0, NAME_MAX), query: toView(known, query) };
  return isDefault === true ? { ...view, isDefault } : view;
}

function load(): readonly SavedView[] {
  try {
    return readViews(localStorage.getItem(KEY));
  } catch {
    // The browser keeps nothing.
    return [];
  }
}

globalThis.addEventListener?.("storage", ({ key, newValue }: StorageEvent) => {
  if (key === KEY || key === null) useSavedViews.setState(readViews(newValue), true);
});
