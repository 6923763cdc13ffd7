/** The office cat. Where it is depends on the time alone, so nothing has to remember it. */
import type { Room } from "../plan";
import type { Brush } from "./brush";

const STEPS = [
  ["#.#.......", "###......#", "###.....#.", "#########.", ".#######..", ".#.#.#.#.."],
  ["#.#......#", "###.....#.", "###....#..", "########..", ".#######..", "..#.#.#.#."],
] as const;
const EYE = { x: 1, y: 2 };
const WIDTH = 10;
/** It walks from one end of the lounge to the other, and rests at both. */
const WALK_S = 9;
const REST_S = 14;

export function drawCat(brush: Brush, lounge: Room, t: number): number {
  const way = Math.max(0, lounge.w - 46);
  const time = t % (2 * (WALK_S + REST_S));
  const back = time > WALK_S + REST_S;
  const since = back ? time - WALK_S - REST_S : time;
  const part = Math.min(1, since / WALK_S);
  const walks = since < WALK_S;
  const x = Math.round(lounge.x + 12 + way * (back ? 1 - part : part));
  const y = lounge.y + lounge.h - 8;
  const facesRight = !back;
  const rows = STEPS[walks ? Math.floor(t * 6) % 2 : 0] ?? STEPS[0];
  const shown = facesRight ? rows.map((row) => [...row].reverse().join("")) : rows;
  brush.rows(brush.inks.theme === "dark" ? "n-6" : "px-ink", x, y - 6, shown);
  brush.fill("px-white", x + (facesRight ? WIDTH - 1 - EYE.x : EYE.x), y - 6 + EYE.y, 1, 1);
  return y;
}
