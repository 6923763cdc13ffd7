/** Which way a page is looked at: the address says it, else what this browser chose last. */
"use client";
import { useEffect, useState } from "react";
import { useParam } from "./use-param";

const PREFIX = "tinyoffice.view.";

/** @param views the first one is shown before anyone chose */
export function useView<T extends string>(page: string, views: readonly [T, ...T[]]): [T, (view: T) => void] {
  const [said, say] = useParam("view");
  const [kept, keep] = useState(() => read(page));
  const view = views.find((one) => one === said) ?? views.find((one) => one === kept) ?? views[0];
  // A link to this page shows the same to the next person, whatever their browser keeps.
  useEffect(() => {
    // Another effect, such as that of a saved view, may have chosen one since this was drawn.
    const asked = new URLSearchParams(location.search).get("view");
    if (said !== view && kept === view && !views.some((one) => one === asked)) say(view);
  }, [said, view, kept, say, views]);
  function choose(next: T): void {
    say(next);
    keep(next);
    try {
      localStorage.setItem(PREFIX + page, next);
    } catch {
      // The browser keeps nothing: the address still says it.
    }
  }
  return [view, choose];
}

function read(page: string): string {
  try {
    return localStorage.getItem(PREFIX + page) ?? "";
  } catch {
    // The browser keeps nothing.
    return "";
  }
}
