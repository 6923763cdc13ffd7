/** Everything that never moves: floors, walls, doors, windows, furniture. Drawn once for a plan and a theme. */
import { HEIGHT, type Plan, type Room } from "../plan";
import { type Brush, type Inks, picture } from "./brush";
import { coffeeMachine, doormat, plant, shelf, sofaAndTable } from "./furniture";
import { clock, pinboard, windows } from "./wall";

const WALL = 22;

export function roomsPicture(plan: Plan, inks: Inks): HTMLCanvasElement {
  return picture(inks, { w: plan.width, h: HEIGHT }, (brush) => {
    brush.fill("o-hall", 0, 0, plan.width, HEIGHT);
    for (const room of plan.rooms) {
      floor(brush, room);
      walls(brush, room);
      furnish(brush, room, plan);
    }
  });
}

function floor(brush: Brush, { kind, x, y, w, h }: Room): void {
  brush.fill("o-floor", x, y, w, h);
  if (kind === "lounge" || kind === "reception") {
    for (let j = WALL; j < h; j += 8)
      for (let i = ((j - WALL) / 8) % 2 === 0 ? 8 : 0; i < w; i += 16)
        brush.fill("o-floor2", x + i, y + j, Math.min(8, w - i), Math.min(8, h - j));
    return;
  }
  for (let j = WALL; j < h; j += 6) {
    brush.fill("o-floor2", x, y + j, w, 1);
    for (let i = j % 12 === 10 ? 9 : 27; i < w; i += 36)
      brush.fill("o-floor2", x + i, y + j, 1, Math.min(6, h - j - 1));
  }
}

function walls(brush: Brush, { x, y, w, h, hue, door }: Room): void {
  const dark = brush.inks.theme === "dark";
  brush.fill("o-wall", x, y, w, WALL);
  brush.fill("o-wall2", x, y + WALL - 2, w, 2);
  brush.fill("o-trim", x, y, w, 1);
  brush.faint(dark ? 0.55 : 0.8, () => brush.fill(`px-${hue}`, x, y + 1, w, 2));
  brush.fill("o-trim", x + w - 1, y, 1, h);
  if (x === 0) brush.fill("o-trim", 0, y, 1, h);
  brush.fill("o-trim", x, y + h - 1, w, 1);
  if (y === 0) {
    brush.fill("o-floor", door - 9, y + h - 1, 18, 1);
    brush.fill("o-rug", door - 10, y + h, 20, 3);
  } else {
    brush.fill("o-trim", door - 8, y + 3, 16, WALL - 3);
    brush.fill("o-hall", door - 7, y + 4, 14, WALL - 4);
  }
}

function furnish(brush: Brush, room: Room, plan: Plan): void {
  const { kind, x, y, w, h } = room;
  if (kind === "reception") {
    clock(brush, x + w - 24, y + 5);
    plant(brush, x + w - 14, y + 40);
    doormat(brush, x + 8, y + h - 12);
  } else if (kind === "lounge") {
    shelf(brush, x + w * 0.5, y);
    sofaAndTable(brush, room, plan.sofa);
    coffeeMachine(brush, plan.coffee);
  } else {
    carpet(brush, room);
    if (w >= 150) windows(brush, x + w - 52, y, 2);
    else windows(brush, x + w - 30, y, 1);
    if (w >= 210) pinboard(brush, room);
    if (y === 0 && !isFull(room)) plant(brush, x + 8, y + h - 8);
  }
}

/** Two rows of desks: helpers sit one behind the other at the side. */
function isFull({ spots }: Room): boolean {
  return spots.length === 2 && spots[0]?.x === spots[1]?.x;
}

function carpet(brush: Brush, room: Room): void {
  const { x, y, w, hue } = room;
  const rows = isFull(room) ? [0, 36] : [6];
  const top = y === 0 ? 47 : 44;
  brush.faint(brush.inks.theme === "dark" ? 0.1 : 0.13, () => {
    for (const row of rows) {
      brush.fill(`px-${hue}`, x + 8, y + top + row, w - 16, 26);
      brush.fill(`px-${hue}`, x + 11, y + top + row + 2, w - 22, 22);
    }
  });
}
