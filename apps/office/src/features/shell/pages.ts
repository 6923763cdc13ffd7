/** The pages that exist. The sidebar, the palette and the keys derive from this list. */
import { words } from "../../locale/words";
import type { IconName } from "../../ui/icon";

export type PageId = keyof typeof words.shell.pages;

export interface Page {
  path: string;
  id: PageId;
  icon: IconName;
  /** Pressed after `g`. */
  key: string;
  /** Whether it stands in the bar of a phone; others are reached by "More". */
  isInBar?: boolean;
}

export const PAGES: readonly Page[] = [
  { path: "/", id: "home", icon: "home", key: "h", isInBar: true },
  { path: "/chat", id: "chat", icon: "chat", key: "c", isInBar: true },
  { path: "/rooms", id: "rooms", icon: "rooms", key: "o" },
  { path: "/tasks", id: "tasks", icon: "tasks", key: "t", isInBar: true },
  { path: "/runs", id: "runs", icon: "runs", key: "r", isInBar: true },
  { path: "/queue", id: "queue", icon: "queue", key: "q" },
  { path: "/spend", id: "spend", icon: "spend", key: "e" },
  { path: "/logs", id: "logs", icon: "logs", key: "l" },
  { path: "/agents", id: "agents", icon: "agents", key: "a" },
  { path: "/teams", id: "teams", icon: "teams", key: "m" },
  { path: "/schedules", id: "schedules", icon: "clock", key: "s" },
  { path: "/channels", id: "channels", icon: "channel", key: "n" },
  { path: "/settings", id: "settings", icon: "settings", key: "," },
];

/** In the reader's language. */
export function pageName({ id }: Page): string {
  return words.shell.pages[id];
}

/** Works with and without a trailing slash. */
export function isCurrent(page: Page, pathname: string): boolean {
  return page.path === (pathname.replace(/(.)\/$/, "$1") || "/");
}
