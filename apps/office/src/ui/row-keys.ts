/** The keys of the one list of a page, wherever the focus is, as long as nobody types. */
"use client";
import { useEffect, useState } from "react";
import { useKeyHelp } from "../lib/key-help";
import { isControl, isCovered, isTick, isTyping } from "../lib/key-target";
import { words } from "../locale/words";
import { listAct } from "./list-keys";

export interface RowKeys {
  state: () => Parameters<typeof listAct>[1];
  /** Whether `x` marks a row; it does nothing otherwise, and is not among the keys of the page. */
  isMarked?: boolean;
  run: (act: NonNullable<ReturnType<typeof listAct>>) => void;
}

export function useRowKeys(keys: RowKeys): void {
  const [latest] = useState({ keys });
  latest.keys = keys;
  const said = words.shell.keys;
  useKeyHelp([
    ["j k", said.rows],
    ["Enter", said.open],
    ...(keys.isMarked === true ? [["x", said.select] as const] : []),
  ]);
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isCovered()) return;
      if (isTick(event.target) && event.key.startsWith("Arrow")) return;
      if (event.defaultPrevented || (event.key === "Enter" && isControl(event.target))) return;
      const act = listAct(event.key, latest.keys.state());
      if (act === undefined) return;
      event.preventDefault();
      latest.keys.run(act);
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [latest]);
}
