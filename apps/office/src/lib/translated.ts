/**
 * Keeps the page alive while the browser translates it. A translator puts `<font>` elements in the place of texts, which
 * React goes on to change and to remove: without this it throws, and the page is gone. Guarantees: a text that changes is
 * shown as it is now, in the language of the page, until the translator has seen it; a text that goes takes its
 * translation along.
 */

/** Texts that a translator took out of the page, and what it put in their place. */
type Replaced = WeakMap<Node, Element>;

/** @returns what ends it */
export function surviveTranslation(): () => void {
  const replaced: Replaced = new WeakMap();
  const changes = new MutationObserver((records) => {
    for (const { target } of records) bringBack(target, replaced);
  });
  const swaps = new MutationObserver((records) => {
    for (const [text, font] of listSwaps(records)) {
      replaced.set(text, font);
      changes.observe(text, { characterData: true });
    }
  });
  swaps.observe(document.body, { childList: true, subtree: true });
  const restore = guardTree(replaced);
  return () => {
    restore();
    swaps.disconnect();
    changes.disconnect();
  };
}

/** A text that was taken out while an element of a translator came in at the same place. */
function listSwaps(records: readonly MutationRecord[]): [Node, Element][] {
  const fonts = new Map<Node, Element[]>();
  for (const { target, addedNodes } of records)
    for (const node of addedNodes)
      if (node instanceof HTMLElement && node.localName === "font")
        fonts.set(target, [...(fonts.get(target) ?? []), node]);
  if (fonts.size === 0) return [];
  const swaps: [Node, Element][] = [];
  for (const { target, removedNodes } of records)
    for (const node of removedNodes) {
      if (node.nodeType !== Node.TEXT_NODE || node.parentNode === target) continue;
      const font = fonts.get(target)?.shift();
      if (font !== undefined) swaps.push([node, font]);
    }
  return swaps;
}

/** The text is changed: its translation is old. */
function bringBack(text: Node, replaced: Replaced): void {
  const font = replaced.get(text);
  replaced.delete(text);
  if (font?.isConnected === true) font.replaceWith(text);
}

/** What stands in the tree for a child that a translator moved or took out. */
function standIn(parent: Node, child: Node, replaced: Replaced): Node | undefined {
  const font = replaced.get(child);
  let at: Node | null = font ?? child;
  while (at !== null && at.parentNode !== parent) at = at.parentNode;
  return at ?? undefined;
}

/** React removes a child, or inserts before one, that is no longer there: it means what stands for it. */
function guardTree(replaced: Replaced): () => void {
  const { removeChild, insertBefore } = Node.prototype;
  Node.prototype.removeChild = function <T extends Node>(this: Node, child: T): T {
    if (child.parentNode === this) return removeChild.call(this, child) as T;
    const shown = standIn(this, child, replaced);
    replaced.delete(child);
    if (shown !== undefined) removeChild.call(this, shown);
    return child;
  };
  Node.prototype.insertBefore = function <T extends Node>(this: Node, node: T, child: Node | null): T {
    const isHere = child === null || child.parentNode === this;
    const before = isHere ? child : (standIn(this, child, replaced) ?? null);
    return insertBefore.call(this, node, before) as T;
  };
  return () => {
    Object.assign(Node.prototype, { removeChild, insertBefore });
  };
}
