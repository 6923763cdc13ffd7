/** The keyboard of every page. Keys are ignored while someone types or a window is open. */
"use client";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { isTyping } from "../../lib/key-target";
import { nextTheme } from "../../lib/theme";
import { words } from "../../locale/words";
import { PAGES, pageName } from "./pages";

export type Open = "palette" | "help" | undefined;

/** How long after `g` the letter of a page may come. */
const LEAD_MS = 1_200;

/** Each key or pair of keys, and what it does. */
export function keyHelp(): readonly (readonly [string, string])[] {
  const { keys, find } = words.shell;
  return [
    ["Ctrl K", find.name],
    ["/", find.name],
    ["c", find.newMessage],
    ["n", keys.needs],
    ...PAGES.map((page): [string, string] => [`g ${page.key}`, keys.goTo(pageName(page))]),
    ["j k", keys.rows],
    ["Enter", keys.open],
    ["x", keys.select],
    ["Shift T", keys.theme],
    ["?", keys.help],
    ["Esc", words.common.close],
  ];
}

export function useKeys(isFree: boolean, onOpen: (open: Open) => void): void {
  const router = useRouter();
  useEffect(() => {
    let ledAt = 0;
    const actions: Readonly<Record<string, () => void>> = {
      "/": () => onOpen("palette"),
      "?": () => onOpen("help"),
      c: () => router.push("/chat?new=1"),
      n: () => {
        router.push("/#needs");
        // On Home itself; elsewhere Home takes the focus when it opens.
        document.getElementById("needs")?.focus();
      },
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
      const page = event.timeStamp - ledAt < LEAD_MS && PAGES.find(({ key }) => key === event.key);
      ledAt = event.key === "g" ? event.timeStamp : 0;
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
