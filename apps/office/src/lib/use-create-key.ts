/** `c` creates what the page is about. It is taken before the keys of the shell, where `c` starts a message. */
"use client";
import { useEffect, useState } from "react";
import { isCovered, isTyping } from "./key-target";

export function useCreateKey(onCreate: () => void): void {
  const [latest] = useState({ onCreate });
  latest.onCreate = onCreate;
  useEffect(() => {
    let isLed = false;
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
      // `g c` goes to Chat.
      const wasLed = isLed;
      isLed = event.key === "g";
      if (event.key !== "c" || wasLed) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      latest.onCreate();
    }
    addEventListener("keydown", onKey, true);
    return () => removeEventListener("keydown", onKey, true);
  }, [latest]);
}
