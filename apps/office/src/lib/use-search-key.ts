/** `/` goes to the search field of the page. It is taken before the keys of the shell, where `/` opens the palette. */
"use client";
import { type RefObject, useEffect } from "react";
import { words } from "../locale/words";
import { useKeyHelp } from "./key-help";
import { isCovered, isTyping } from "./key-target";

/** @param field undefined when the page has no field of its own */
export function useSearchKey(field: RefObject<HTMLInputElement | null> | undefined): void {
  useKeyHelp(field === undefined ? [] : [["/", words.shell.keys.search]]);
  useEffect(() => {
    if (field === undefined) return;
    function onKey(event: KeyboardEvent): void {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || isCovered()) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      field?.current?.focus();
      field?.current?.select();
    }
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  }, [field]);
}
