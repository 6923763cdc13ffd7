/**
 * Keeps the focus in a list whose cards go when they are answered: the next card takes it, or the list when none is left.
 * It takes nothing from a person who is elsewhere by then.
 */
"use client";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import { noteGivenFocus } from "./need-keys";
import { nextKey } from "./needs";

/** @param box has the cards, each with its key in `data-need`, and can have the focus itself */
export function useKeptFocus(box: RefObject<HTMLElement | null>, keys: readonly string[]): void {
  const before = useRef(keys);
  const focused = useRef<string>(undefined);
  useEffect(() => {
    // A button that is pressed, then disabled, then gone, loses the focus without a word.
    function onFocus({ target }: FocusEvent): void {
      const card = target instanceof Element ? target.closest<HTMLElement>("[data-need]") : null;
      focused.current = card !== null && box.current?.contains(card) === true ? card.dataset.need : undefined;
    }
    document.addEventListener("focusin", onFocus);
    return () => document.removeEventListener("focusin", onFocus);
  }, [box]);
  useLayoutEffect(() => {
    const old = before.current;
    before.current = keys;
    const last = focused.current;
    if (last === undefined || keys.includes(last) || !old.includes(last)) return;
    if (document.activeElement !== null && document.activeElement !== document.body) return;
    const next = nextKey(old, last, keys);
    noteGivenFocus();
    const cards = [...(box.current?.querySelectorAll<HTMLElement>("[data-need]") ?? [])];
    (cards.find(({ dataset }) => dataset.need === next) ?? box.current)?.focus();
  }, [box, keys]);
}
