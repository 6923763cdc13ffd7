/** Whether the page shows what creates a new thing. The address says it, so that a link can; `c` does it too. */
"use client";
import { useKeyHelp } from "./key-help";
import { useCreateKey } from "./use-create-key";
import { useParam } from "./use-param";

/** @param name what is created, for who reads the keys */
export function useAdding(name: string): [boolean, (adding: boolean) => void] {
  const [said, say] = useParam("new");
  const set = (adding: boolean): void => say(adding ? "1" : "");
  useCreateKey(() => set(true));
  useKeyHelp([["c", name]]);
  return [said !== "", set];
}
