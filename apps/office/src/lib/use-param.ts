/** State in the address, so that a link shows the same to the next person and Back works. */
"use client";
import { useSearchParams } from "next/navigation";
import { useCallback, useSyncExternalStore } from "react";

/** An empty value removes the parameter. `push` adds a step that Back undoes; `replace` is the default. */
export type SetParam = (value: string, how?: "push" | "replace") => void;

/** Back and forward, and a change that this page made. */
const CHANGES = ["popstate", "tinyoffice:address"] as const;

function subscribe(listener: () => void): () => void {
  for (const name of CHANGES) addEventListener(name, listener);
  return () => {
    for (const name of CHANGES) removeEventListener(name, listener);
  };
}

/** The whole query, as it is now. */
export function useAddress(): string {
  const params = useSearchParams();
  return useSyncExternalStore(
    subscribe,
    () => location.search,
    () => params.toString(),
  );
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
      dispatchEvent(new Event("tinyoffice:address"));
    },
    [name, fallback],
  );
  return [value ?? fallback, set];
}
