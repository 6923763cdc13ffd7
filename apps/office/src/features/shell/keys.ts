/** The keyboard of every page. Keys are ignored while someone types or a window is open. */
"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { KeyRow } from "../../lib/key-help";
import { isTyping } from "../../lib/key-target";
import { nextTheme } from "../../lib/theme";
import { words } from "../../locale/words";
import { goToDetails } from "../../ui/inspector";
import { PAGES, type Page, pageName } from "../../ui/pages";
import { undoNewest } from "../../ui/toasts";
import { openNeeds } from "../needs/panel";

export type Open = "palette" | "help" | "more" | undefined;

/** How long after `g` the letter of a page may come. */
const LEAD_MS = 1_200;

/** Which page a key opens, which it does only soon after `g`. @param ledAt when `g` was the key before, as `at` in milliseconds */
export function findPage(key: string, at: number, ledAt: number | undefined): Page | undefined {
  if (ledAt === undefined || at - ledAt >= LEAD_MS) return undefined;
  return PAGES.find((page) => page.key === key);
}

/** Each key or pair of keys of every page, and what it does. @param own those of the page at hand, which stand first */
export function keyHelp(own: readonly KeyRow[]): readonly KeyRow[] {
  const { keys, find } = words.shell;
  const taken = new Set(own.map(([key]) => key));
  const everywhere: readonly KeyRow[] = [
    ["c", find.actions.newMessage[0] ?? ""],
    ["Ctrl K", find.name],
    ["/", find.name],
    ["n", keys.needs],
    ["u", keys.undo],
    ["i", keys.details],
    ...PAGES.map((page): KeyRow => [`g ${page.key}`, keys.goTo(pageName(page))]),
    ["Shift T", keys.theme],
    ["F8", keys.notices],
    ["?", keys.help],
    ["Esc", words.common.close],
  ];
  return [...own, ...everywhere.filter(([key]) => !taken.has(key))];
}

export function useKeys(isFree: boolean, onOpen: (open: Open) => void): void {
  const router = useRouter();
  useEffect(() => {
    let ledAt: number | undefined;
    const actions: Readonly<Record<string, () => void>> = {
      "/": () => onOpen("palette"),
      "?": () => onOpen("help"),
      c: () => router.push("/chat?new=1"),
      n: () => openNeeds(),
      u: () => void undoNewest(),
      i: goToDetails,
      "Shift+T": () => void nextTheme(),
    };
    function onKey(event: KeyboardEvent): void {
      if (!isFree) return;
      if (isFind(event)) {
        event.preventDefault();
        onOpen("palette");
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const page = findPage(event.key, event.timeStamp, ledAt);
      ledAt = event.key === "g" ? event.timeStamp : undefined;
      const act = page ? () => router.push(page.path) : actions[event.key === "T" ? "Shift+T" : event.key];
      if (act === undefined) return;
      event.preventDefault();
      act();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [isFree, router, onOpen]);
}

function isFind(event: KeyboardEvent): boolean {
  return (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k";
}
