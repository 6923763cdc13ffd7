/** State in the address, so that a link shows the same to the next person and Back works. */
"use client";
import { useSearchParams } from "next/navigation";
import { useCallback, useSyncExternalStore } from "react";

/** An empty value removes the parameter. `push` adds a step that Back undoes; `replace` is the default. */
export type SetParam = (value: string, how?: "push" | "replace") => void;

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener("popstate", listener);
  return () => {
    listeners.delete(listener);
    removeEventListener("popstate", listener);
  };
}

/** One parameter of the query. The page that uses it needs a `Suspense` around it. */
export function useParam(name: string, fallback = ""): [string, SetParam] {
  // Renders after a link was followed. The router is too late for keys that follow each other: they read the address.
  const params = useSearchParams();
  const value = useSyncExternalStore(
    subscribe,
    () => new URLSearchParams(location.search).get(name),
    () => params.get(name),
  );
  const set = useCallback<SetParam>(
    (next, how = "replace") => {
      const url = new URL(location.href);
      if (next === "" || next === fallback) url.searchParams.delete(name);
      else url.searchParams.set(name, next);
      // Next takes part in both, without asking the daemon for anything.
      history[how === "push" ? "pushState" : "replaceState"](null, "", url);
      for (const listener of listeners) listener();
    },
    [name, fallback],
  );
  return [value ?? fallback, set];
}
