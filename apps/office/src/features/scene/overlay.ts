/** What is text in the scene, over the canvas: bubbles, signs, and the buttons of agents, moved with them. */

import { isUp } from "./actor";
import type { Bubble, Said } from "./bubbles";
import type { Point } from "./model";
import type { World } from "./world";

export interface Overlay {
  /** @returns the width of a bubble on the screen */
  widthOf(said: Said): number;
  show(bubbles: readonly Bubble[], camera: number): void;
}

interface Shown {
  element: HTMLElement;
  width: number;
  /** Where it is now. To write the same again would make the page compute its styles again. */
  at: string | undefined;
}

/** @param layer where bubbles are put; its children belong to this overlay */
export function createOverlay(layer: HTMLElement): Overlay {
  const known = new Map<string, Shown>();
  const measured = new Set<string>();
  function bubbleFor({ key, kind, text }: Said): Shown {
    const shown = known.get(key) ?? { element: document.createElement("span"), width: 0, at: undefined };
    const { element } = shown;
    if (element.parentNode === null) layer.append(element);
    if (element.textContent !== text || element.dataset.kind !== kind) {
      element.className = "scene-bubble";
      element.dataset.kind = kind;
      element.textContent = text;
      shown.width = element.offsetWidth;
    }
    known.set(key, shown);
    return shown;
  }
  return {
    widthOf(said) {
      measured.add(said.key);
      return bubbleFor(said).width;
    },
    show(bubbles, camera) {
      const placed = new Map(bubbles.map((bubble) => [bubble.key, bubble]));
      for (const [key, shown] of known) {
        if (measured.has(key)) place(shown, placed.get(key), camera);
        else {
          shown.element.remove();
          known.delete(key);
        }
      }
      measured.clear();
    },
  };
}

/** One that is covered keeps its element: it comes back when there is room. */
function place(shown: Shown, bubble: Bubble | undefined, camera: number): void {
  const { style } = shown.element;
  const at = bubble === undefined ? "" : `${camera + bubble.left} ${bubble.top} ${bubble.tail}`;
  if (at === shown.at) return;
  shown.at = at;
  style.visibility = bubble === undefined ? "hidden" : "";
  if (bubble === undefined) return;
  style.setProperty("--tail", `${bubble.tail}px`);
  style.transform = `translate(${camera + bubble.left}px, ${bubble.top}px)`;
}

/** So far behind its agent a button may be, in pixels of the screen: a fraction of its size. */
const BEHIND_PX = 14;

/**
 * Puts the button of each agent where the agent is, and those of its helpers at their desks. Those that sit are not touched
 * again. The button of one who walks follows in steps: nobody sees it, and each step makes the page compute styles.
 */
export function createFollower(findButton: (id: string) => HTMLElement | undefined) {
  // By the button: those of agents and helpers that are gone are not kept.
  const last = new WeakMap<HTMLElement, { x: number; y: number }>();
  function follow(id: string, at: Point, { scale, isUp }: { scale: number; isUp: boolean }): void {
    const button = findButton(id);
    if (button === undefined) return;
    const [x, y] = [Math.round((at.x - 11) * scale), Math.round((at.y - 25) * scale)];
    const old = last.get(button);
    const near = isUp ? BEHIND_PX : 0;
    if (old !== undefined && Math.abs(old.x - x) <= near && Math.abs(old.y - y) <= near) return;
    last.set(button, { x, y });
    button.style.transform = `translate(${x}px, ${y}px)`;
    button.style.zIndex = isUp ? "1" : "";
  }
  return (world: World, scale: number): void => {
    const desks = new Map(world.helpers.all().map((desk) => [desk.id, desk]));
    for (const [id, actor] of world.actors) {
      follow(id, actor, { scale, isUp: isUp(actor) });
      for (const helper of actor.inhabitant.helpers) {
        const desk = desks.get(helper.id);
        follow(helper.id, desk ?? actor, { scale, isUp: false });
        // Without a desk of its own, it is where its agent is: reached by keyboard, never in the agent's way.
        const button = findButton(helper.id);
        const events = desk === undefined ? "none" : "";
        if (button !== undefined && button.style.pointerEvents !== events)
          button.style.pointerEvents = events;
      }
    }
  };
}
