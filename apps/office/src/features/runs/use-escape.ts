/** Escape backs out of a page, unless it closes something on it or ends typing. */
"use client";
import { useEffect } from "react";
import { isCovered, isTyping } from "../../lib/key-target";

export function useEscape(isOn: boolean, leave: () => void): void {
  useEffect(() => {
    if (!isOn) return;
    function onKey(event: KeyboardEvent): void {
      if (event.key !== "Escape" || event.defaultPrevented || isCovered() || isTyping(event.target)) return;
      event.preventDefault();
      leave();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}
