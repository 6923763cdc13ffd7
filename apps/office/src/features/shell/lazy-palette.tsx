/** The palette, loaded when the page rests. Guarantee: what is typed before it is there is not lost. */
"use client";
import { useEffect, useRef, useState } from "react";
import { loadAgainForPart } from "../../lib/missing-files";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import type { Palette } from "./palette";

let loaded: typeof Palette | undefined;

async function loadPalette(): Promise<typeof Palette> {
  loaded ??= (await import("./palette")).Palette;
  return loaded;
}

/** Loads it ahead. Whoever opens it when that has failed loads it again, and is told then what is wrong. */
export function warmPalette(): void {
  loadPalette().catch((error: unknown) => console.info("The palette is loaded when it is opened.", error));
}

export function LazyPalette({ onClose }: { onClose: () => void }) {
  // Not React's `lazy`: that shows nothing for a moment even when the part is there, and the first letters go elsewhere.
  const [Shown, setShown] = useState(() => loaded);
  const typed = useRef("");
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
    loadPalette()
      .then((palette) => setShown(() => palette))
      .catch((error: unknown) => {
        if (!loadAgainForPart(error)) showToast(words.shell.missing.text);
        onClose();
      });
    return () => removeEventListener("keydown", keep);
  }, [isLoading, onClose]);
  return Shown === undefined ? null : <Shown begin={typed.current} onClose={onClose} />;
}
