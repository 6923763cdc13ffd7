/** What is text in the scene, over the canvas: bubbles, signs, and the buttons of agents, moved with them. */

import { isUp } from "./actor";
import type { Bubble, Said } from "./bubbles";
import type { World } from "./world";

export interface Overlay {
  /** @returns the width of a bubble on the screen */
  widthOf(said: Said): number;
  show(bubbles: readonly Bubble[], camera: number): void;
}

interface Shown {
  element: HTMLElement;
  width: number;
}

/** @param layer where bubbles are put; its children belong to this overlay */
export function createOverlay(layer: HTMLElement): Overlay {
  const known = new Map<string, Shown>();
  const measured = new Set<string>();
  function bubbleFor({ key, kind, text }: Said): Shown {
    const shown = known.get(key) ?? { element: document.createElement("span"), width: 0 };
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
      for (const [key, { element }] of known) {
        const bubble = placed.get(key);
        if (!measured.has(key)) {
          element.remove();
          known.delete(key);
        }
        // One that is covered keeps its element: it comes back when there is room.
        element.style.visibility = bubble === undefined ? "hidden" : "";
        if (bubble === undefined) continue;
        element.style.setProperty("--tail", `${bubble.tail}px`);
        element.style.transform = `translate(${camera + bubble.left}px, ${bubble.top}px)`;
      }
      measured.clear();
    },
  };
}

/** Puts each agent's button where the agent is. Those that sit are not touched again. */
export function createFollower(buttonOf: (id: string) => HTMLElement | undefined) {
  const last = new Map<string, string>();
  return (world: World, scale: number): void => {
    for (const [id, actor] of world.actors) {
      const place = `translate(${Math.round((actor.x - 11) * scale)}px, ${Math.round((actor.y - 25) * scale)}px)`;
      const button = buttonOf(id);
      if (button === undefined || (last.get(id) === place && button.style.transform === place)) continue;
      last.set(id, place);
      button.style.transform = place;
      button.style.zIndex = isUp(actor) ? "1" : "";
    }
  };
}
