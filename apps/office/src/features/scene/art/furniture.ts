/** What stands on floors. */
import type { Point } from "../model";
import type { Room } from "../plan";
import type { Brush } from "./brush";

export function plant({ fill }: Brush, x: number, y: number): void {
  fill("o-pot", x, y - 5, 7, 5);
  fill("o-plant2", x + 1, y - 12, 5, 7);
  fill("o-plant", x - 2, y - 11, 4, 3);
  fill("o-plant", x + 4, y - 13, 4, 3);
  fill("o-plant", x + 1, y - 16, 4, 6);
  fill("o-plant2", x + 2, y - 14, 1, 3);
}

export function doormat({ fill }: Brush, x: number, y: number): void {
  fill("o-rug", x, y, 24, 8);
  fill("o-trim", x + 4, y + 2, 16, 1);
  fill("o-trim", x + 4, y + 5, 16, 1);
}

const BOOKS = [0, 4, 2, 7, 9, 5, 1];

export function shelf({ fill }: Brush, x: number, y: number): void {
  fill("o-desk3", x, y + 9, 26, 2);
  fill("o-desk3", x, y + 16, 26, 2);
  BOOKS.forEach((hue, i) => {
    fill(`px-${hue}`, Math.floor(x) + 1 + i * 3, y + 5 - (i % 2), 2, 4 + (i % 2));
    if (i < 5) fill(`px-${hue}`, Math.floor(x) + 3 + i * 4, y + 12, 3, 4);
  });
}

/** The rug, the sofa, and a table with a loaf. */
export function sofaAndTable({ fill }: Brush, room: Room, { x, y }: Point): void {
  fill("o-rug", room.x + 10, room.y + 52, room.w - 34, 34);
  fill("o-floor2", room.x + 12, room.y + 54, room.w - 38, 1);
  fill("o-floor2", room.x + 12, room.y + 83, room.w - 38, 1);
  fill("o-sofa2", x - 22, y - 14, 44, 12);
  fill("o-sofa", x - 20, y - 4, 40, 8);
  fill("o-sofa2", x - 24, y - 8, 5, 13);
  fill("o-sofa2", x + 19, y - 8, 5, 13);
  fill("o-sofa2", x - 1, y - 4, 1, 8);
  fill("o-trim", x - 22, y + 5, 3, 2);
  fill("o-trim", x + 19, y + 5, 3, 2);
  fill("o-desk", x - 11, y + 13, 24, 6);
  fill("o-desk2", x - 11, y + 19, 24, 2);
  fill("o-desk3", x - 9, y + 21, 2, 4);
  fill("o-desk3", x + 9, y + 21, 2, 4);
  fill("o-desk3", x - 6, y + 11, 10, 4);
  fill("o-pot", x - 5, y + 10, 8, 3);
  fill("o-desk", x - 3, y + 10, 1, 2);
  fill("o-desk", x, y + 10, 1, 2);
}

export function coffeeMachine({ fill }: Brush, { x, y }: Point): void {
  fill("o-desk2", x - 4, y, 20, 5);
  fill("o-desk3", x - 4, y + 5, 20, 8);
  fill("o-metal", x, y - 12, 11, 12);
  fill("o-metal2", x + 2, y - 6, 7, 6);
  fill("o-paper", x + 4, y - 2, 3, 2);
  fill("done", x + 8, y - 10, 1, 1);
}

/** The reception's counter. */
export function counter({ fill }: Brush, { x, y }: Point): void {
  fill("o-shadow", x - 24, y + 9, 50, 3);
  fill("o-desk", x - 24, y - 6, 48, 5);
  fill("o-desk2", x - 24, y - 1, 48, 10);
  fill("o-desk3", x - 24, y + 7, 48, 2);
  fill("o-desk3", x - 14, y + 3, 28, 1);
  fill("o-metal", x + 14, y - 9, 6, 3);
  fill("o-paper", x + 16, y - 10, 2, 1);
}

/** A letter that flies in through the door and lies on the counter for a while. @param ms since it came */
export function letter({ fill }: Brush, { x, y }: Point, ms: number): void {
  const part = Math.min(1, ms / 1_400);
  const left = x - 60 + 44 * part;
  const top = y - 6 - Math.sin(part * Math.PI) * 16;
  fill("o-ink", left - 1, top - 6, 11, 8);
  fill("o-paper", left, top - 5, 9, 6);
  [2, 3, 4, 5, 6].forEach((dx, i) => {
    fill("o-ink", left + dx, top - 4 + (i < 3 ? i : 4 - i), 1, 1);
  });
}
