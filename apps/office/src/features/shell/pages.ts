/** The pages that exist. The sidebar, the palette and the keys derive from this list. */
import type { IconName } from "../../ui/icon";

export interface Page {
  path: string;
  name: string;
  icon: IconName;
  /** Pressed after `g`. */
  key: string;
}

export const PAGES: readonly Page[] = [
  { path: "/", name: "Home", icon: "home", key: "h" },
  { path: "/chat", name: "Chat", icon: "chat", key: "c" },
];

/** Works with and without a trailing slash. */
export function isCurrent(page: Page, pathname: string): boolean {
  return page.path === (pathname.replace(/(.)\/$/, "$1") || "/");
}
