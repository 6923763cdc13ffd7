/** A part of every page that is loaded when the page rests: no page waits for it. */
"use client";
import { useEffect, useState } from "react";
import { loadAgainForPart } from "../../lib/missing-files";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";

export interface LazyPart<T> {
  /** Loads it ahead. Whoever opens it when that has failed loads it again, and is told then what is wrong. */
  warm(): void;
  /** Undefined while it loads. @param onClose is called when it cannot be loaded */
  usePart(onClose: () => void): T | undefined;
}

/**
 * Not React's `lazy`: that shows nothing for a moment even when the part is there, and the first letters go elsewhere.
 *
 * @param name for the console: "The palette"
 */
export function createLazyPart<T>(name: string, load: () => Promise<T>): LazyPart<T> {
  let loaded: T | undefined;
  const open = async (): Promise<T> => {
    loaded ??= await load();
    return loaded;
  };
  return {
    warm() {
      open().catch((error: unknown) => console.info(`${name} is loaded when it is opened.`, error));
    },
    usePart: (onClose) => useLoaded(loaded, open, onClose),
  };
}

/** @param open must stay the same function */
function useLoaded<T>(loaded: T | undefined, open: () => Promise<T>, onClose: () => void): T | undefined {
  const [part, setPart] = useState(() => loaded);
  const isLoading = part === undefined;
  useEffect(() => {
    if (!isLoading) return;
    open()
      .then((ready) => setPart(() => ready))
      .catch((error: unknown) => {
        if (!loadAgainForPart(error)) showToast(words.shell.missing.text);
        onClose();
      });
  }, [isLoading, open, onClose]);
  return part;
}
