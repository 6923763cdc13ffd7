/** The keyboard of a list of cards: `J` and `K` move, `1` to `3` press the answers of the card that has the focus. */
import type { KeyboardEvent } from "react";
import { isTyping } from "../../lib/key-target";

const MOVES: Readonly<Record<string, number>> = { j: 1, k: -1 };

/** @param onSnooze - with the key of the card */
export function pressNeedKey(event: KeyboardEvent<HTMLElement>, onSnooze: (key: string) => void): void {
  const { key, ctrlKey, metaKey, altKey, target, currentTarget } = event;
  if (ctrlKey || metaKey || altKey || event.defaultPrevented || isTyping(target)) return;
  const cards = [...currentTarget.querySelectorAll<HTMLElement>("[data-need]")];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const card = cards[at];
  const move = MOVES[key];
  if (move !== undefined) cards[Math.max(0, Math.min(cards.length - 1, at + move))]?.focus();
  else if (card === undefined) return;
  else if (/^[1-3]$/.test(key)) card.querySelectorAll<HTMLElement>("[data-answer]")[Number(key) - 1]?.click();
  else if (key === "s") onSnooze(card.dataset.need ?? "");
  else return;
  event.preventDefault();
  event.stopPropagation();
}
