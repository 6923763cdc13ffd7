/** Who a key press is for. Shared by the shell and by lists. */

/** The `keyCode` of a key that an input method takes. */
const COMPOSING = 229;

/** Whether someone is typing: single letters are text then. A box to tick takes no letters. */
export function isTyping(target: EventTarget | null): boolean {
  if (isTick(target)) return false;
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /INPUT|TEXTAREA|SELECT/.test(target.tagName))
  );
}

/**
 * Whether the key belongs to a word that is being composed, as in Chinese or Japanese: its Enter ends the word and sends
 * nothing. Safari ends composing before the key, which has this number then.
 */
export function isComposing({ isComposing: is, keyCode }: KeyboardEvent): boolean {
  return is || keyCode === COMPOSING;
}

/** Whether it is a field of text, which a choice is not, nor a file. */
export function isText(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  return (
    target instanceof HTMLTextAreaElement ||
    (target instanceof HTMLInputElement && !isTick(target) && target.type !== "file")
  );
}

/** A choice that is ticked. Arrows change it, and the space bar. */
export function isTick(target: EventTarget | null): boolean {
  return target instanceof HTMLInputElement && /radio|checkbox/.test(target.type);
}

/** Whether Enter already has a meaning there. */
export function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a[href], summary, [role=option]") !== null;
}

/** Whether a window lies over the page. */
export function isCovered(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
