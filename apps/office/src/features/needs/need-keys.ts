/** The keyboard of a list of cards: `J` and `K` move, `1` to `3` press the answers of the card that has the focus. */
import type { KeyboardEvent } from "react";
import { isTyping } from "../../lib/key-target";
import { undoNewest } from "../../ui/toasts";

const MOVES: Readonly<Record<string, number>> = { j: 1, k: -1 };
/** A number that comes sooner was meant for the card that had the focus before. */
const LOOK_MS = 400;

/** When a card got the focus that no person had moved there, on the clock of events. */
let givenAt = Number.NEGATIVE_INFINITY;

/** The card that has the focus now was not chosen by a person: it is not answered at once. */
export function noteGivenFocus(): void {
  givenAt = performance.now();
}

/** @param onSnooze - with the key of the card */
export function pressNeedKey(event: KeyboardEvent<HTMLElement>, onSnooze: (key: string) => void): void {
  const { ctrlKey, metaKey, altKey, target } = event;
  if (ctrlKey || metaKey || altKey || event.defaultPrevented || isTyping(target)) return;
  if (!act(event, onSnooze)) return;
  event.preventDefault();
  event.stopPropagation();
}

/** @returns whether the key has a meaning here. One that is held down only moves. */
function act(event: KeyboardEvent<HTMLElement>, onSnooze: (key: string) => void): boolean {
  const { key, repeat, timeStamp, currentTarget } = event;
  const cards = [...currentTarget.querySelectorAll<HTMLElement>("[data-need]")];
  const at = cards.findIndex((card) => card.contains(document.activeElement));
  const card = cards[at];
  const move = MOVES[key];
  if (move !== undefined) {
    givenAt = Number.NEGATIVE_INFINITY;
    cards[Math.max(0, Math.min(cards.length - 1, at + move))]?.focus();
    return true;
  }
  if (key === "u") return repeat || undoNewest();
  if (card === undefined) return false;
  if (key === "s") {
    if (!repeat) onSnooze(card.dataset.need ?? "");
    return true;
  }
  if (!/^[1-3]$/.test(key)) return false;
  if (!repeat && timeStamp - givenAt >= LOOK_MS)
    card.querySelectorAll<HTMLElement>("[data-answer]")[Number(key) - 1]?.click();
  return true;
}
