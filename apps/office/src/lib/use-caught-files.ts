/** A file that is dropped where nothing takes it: the browser would leave the office and open the file instead. */
"use client";
import { useEffect } from "react";

export function useCaughtFiles(): void {
  useEffect(() => {
    const end = new AbortController();
    for (const type of ["dragover", "drop"] as const) addEventListener(type, refuse, { signal: end.signal });
    return () => end.abort();
  }, []);
}

/** What takes files has prevented the default before the event arrives here. */
function refuse(event: DragEvent): void {
  const { dataTransfer, defaultPrevented } = event;
  if (defaultPrevented || dataTransfer === null || !dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  dataTransfer.dropEffect = "none";
}
