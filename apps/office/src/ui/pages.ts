/** The pages that exist. The sidebar, the palette and the keys derive from this list. */
import { words } from "../locale/words";
import type { IconName } from "./icon";

export type PageId = keyof typeof words.shell.pages;

export interface Page {
  path: string;
  id: PageId;
  icon: IconName;
  /** Pages of one group belong together: a space divides it from the next. */
  group: "talk" | "work" | "company" | "machine";
  /** Pressed after `g`. */
  key: string;
  /** Whether it stands in the bar of a phone; others are reached by "More". */
  isInBar?: boolean;
}

export const PAGES: readonly Page[] = [
  { path: "/", id: "home", group: "talk", icon: "home", key: "h", isInBar: true },
  { path: "/chat", id: "chat", group: "talk", icon: "chat", key: "c", isInBar: true },
  { path: "/rooms", id: "rooms", group: "talk", icon: "rooms", key: "o" },
  { path: "/tasks", id: "tasks", group: "talk", icon: "tasks", key: "t", isInBar: true },
  { path: "/runs", id: "runs", group: "work", icon: "runs", key: "r", isInBar: true },
  { path: "/queue", id: "queue", group: "work", icon: "queue", key: "q" },
  { path: "/spend", id: "spend", group: "work", icon: "spend", key: "e" },
  { path: "/logs", id: "logs", group: "work", icon: "logs", key: "l" },
  { path: "/agents", id: "agents", group: "company", icon: "agents", key: "a" },
  { path: "/teams", id: "teams", group: "company", icon: "teams", key: "m" },
  { path: "/schedules", id: "schedules", group: "company", icon: "clock", key: "s" },
  { path: "/artifacts", id: "artifacts", group: "company", icon: "gallery", key: "f" },
  { path: "/knowledge", id: "knowledge", group: "company", icon: "knowledge", key: "k" },
  { path: "/channels", id: "channels", group: "machine", icon: "channel", key: "n" },
  { path: "/settings", id: "settings", group: "machine", icon: "settings", key: "," },
];

/** In the reader's language. */
export function pageName({ id }: Page): string {
  return words.shell.pages[id];
}

/** Works with and without a trailing slash. */
export function isCurrent(page: Page, pathname: string): boolean {
  return page.path === (pathname.replace(/(.)\/$/, "$1") || "/");
}
