/** The pages that exist. The sidebar, the palette and the keys derive from this list. */
import type { IconName } from "../../ui/icon";

export interface Page {
  path: string;
  name: string;
  icon: IconName;
  /** Pressed after `g`. */
  key: string;
  /** Whether it stands in the bar of a phone; others are reached by "More". */
  isInBar?: boolean;
}

export const PAGES: readonly Page[] = [
  { path: "/", name: "Home", icon: "home", key: "h", isInBar: true },
  { path: "/chat", name: "Chat", icon: "chat", key: "c", isInBar: true },
  { path: "/rooms", name: "Rooms", icon: "rooms", key: "o" },
  { path: "/tasks", name: "Tasks", icon: "tasks", key: "t", isInBar: true },
  { path: "/runs", name: "Runs", icon: "runs", key: "r", isInBar: true },
  { path: "/queue", name: "Queue", icon: "queue", key: "q" },
  { path: "/spend", name: "Spend", icon: "spend", key: "e" },
  { path: "/logs", name: "Logs", icon: "logs", key: "l" },
  { path: "/agents", name: "Agents", icon: "agents", key: "a" },
  { path: "/teams", name: "Teams", icon: "teams", key: "m" },
  { path: "/schedules", name: "Schedules", icon: "clock", key: "s" },
  { path: "/channels", name: "Channels", icon: "channel", key: "n" },
  { path: "/settings", name: "Settings", icon: "settings", key: "," },
];

/** Works with and without a trailing slash. */
export function isCurrent(page: Page, pathname: string): boolean {
  return page.path === (pathname.replace(/(.)\/$/, "$1") || "/");
}
