/** State in the address, so that a link shows the same to the next person and Back works. */
"use client";
import { useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** An empty value removes the parameter. `push` adds a step that Back undoes; `replace` is the default. */
export type SetParam = (value: string, how?: "push" | "replace") => void;

/** One parameter of the query. The page that uses it needs a `Suspense` around it. */
export function useParam(name: string, fallback = ""): [string, SetParam] {
  const value = useSearchParams().get(name) ?? fallback;
  const set = useCallback<SetParam>(
    (next, how = "replace") => {
      const url = new URL(location.href);
      if (next === "" || next === fallback) url.searchParams.delete(name);
      else url.searchParams.set(name, next);
      // Next takes part in both, without asking the daemon for anything.
      history[how === "push" ? "pushState" : "replaceState"](null, "", url);
    },
    [name, fallback],
  );
  return [value, set];
}
