/** The palette, loaded when the page rests. Guarantee: what is typed before it is there is not lost. */
"use client";
import { useEffect, useRef } from "react";
import { createLazyPart } from "./lazy-part";

const palette = createLazyPart("The palette", async () => (await import("./palette")).Palette);

export const warmPalette = palette.warm;

export function LazyPalette({ onClose }: { onClose: () => void }) {
  const typed = useRef("");
  const Shown = palette.usePart(onClose);
  const isLoading = Shown === undefined;
  useEffect(() => {
    if (!isLoading) return;
    const keep = (event: KeyboardEvent): void => {
      if (event.key === "Escape") {
        onClose();
        return;
      }
      if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      typed.current += event.key;
    };
    addEventListener("keydown", keep);
    return () => removeEventListener("keydown", keep);
  }, [isLoading, onClose]);
  return Shown === undefined ? null : <Shown begin={typed.current} onClose={onClose} />;
}
