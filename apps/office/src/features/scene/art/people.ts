/** People in their poses, and the signs of their state: a raised hand, a cloud, sleep. */
import { computeHash } from "../../../ui/sprite/dna";
import type { Pose } from "../../../ui/sprite/grid";
import { type Actor, isUp } from "../actor";
import { type HelperDesk, unfolded } from "../helpers";
import { LIVELY_MS } from "../world";
import type { Brush } from "./brush";
import type { Sprites } from "./sprites";

/** What a moment looks like, besides the actor itself. */
export interface Moment {
  /** Seconds that were shown. */
  t: number;
  /** Nothing moves: for readers who want it so. */
  still: boolean;
  /** The agent under the pointer, with the focus or in the inspector. */
  marked: string | undefined;
}

export function drawActor(brush: Brush, sprites: Sprites, actor: Actor, moment: Moment): void {
  const { id, state } = actor.inhabitant;
  const { t } = moment;
  const phase = (computeHash(id) % 97) / 10;
  const up = isUp(actor);
  const pose = toPose(actor, t);
  const lift = actor.goal === undefined ? bob(actor, t, phase) : -(Math.floor(t * 7) % 2);
  const closed = state === "asleep" && !up ? true : !moment.still && (t + phase) % 3.7 < 0.13;
  const [x, y] = [Math.round(actor.x), Math.round(actor.y)];
  if (up || actor.seat.pose === "stand") brush.fill("o-shadow", x - 6, y, 12, 2);
  const asks = state === "waiting" && !up;
  if (asks) raisedArm(brush, sprites, actor, isFresh(actor, t) ? Math.floor(t * 3) % 2 : 0);
  brush.context.drawImage(sprites.get(id, asks ? "sit" : pose, closed), x - 8, y - 22 + lift);
  if (moment.marked === id) marker(brush, x, y - 28);
  if (up) return;
  if (state === "failed") cloud(brush, x - 8, y - 33, isFresh(actor, t) ? t : 0);
  if (state === "asleep") zzz(brush, x + 5, y - 22, t);
}

function toPose(actor: Actor, t: number): Pose {
  const step = Math.floor(t * 7) % 2 === 0 ? "0" : "1";
  const carries = actor.errands.length > 0;
  if (actor.cheerMs > 0) return "cheer";
  if (actor.goal !== undefined) return carries ? `carry${step}` : `walk${step}`;
  if (isUp(actor)) return carries ? "carry0" : "stand";
  const { state } = actor.inhabitant;
  if (state === "failed") return "sad";
  return state === "asleep" ? "sleep" : actor.seat.pose;
}

function bob(actor: Actor, t: number, phase: number): number {
  if (isUp(actor)) return 0;
  const { state } = actor.inhabitant;
  if (state === "running") return Math.floor(t * 5 + phase) % 2;
  return state === "waiting" && isFresh(actor, t) ? Math.floor(t * 2) % 2 : 0;
}

function isFresh({ since }: Actor, t: number): boolean {
  return t * 1_000 - since < LIVELY_MS;
}

function raisedArm({ context, fill }: Brush, sprites: Sprites, actor: Actor, wave: number): void {
  const { id } = actor.inhabitant;
  const [x, y] = [Math.round(actor.x) + 8, Math.round(actor.y) - 25 - wave];
  const part = (letter: string, dx: number, dy: number, w: number, h: number): void => {
    context.fillStyle = sprites.colour(id, letter);
    context.fillRect(x + dx, y + dy, w, h);
  };
  part("o", -1, -1, 5, 18);
  part("a", 0, 4, 3, 13);
  part("b", 0, 0, 3, 4);
  // Fingers.
  fill("px-ink", x + (wave === 0 ? 0 : 2), y - 2, 1, 1);
  part("b", wave === 0 ? 2 : 0, -1, 1, 1);
}

/** Lime, because it is yours: what you point at. */
function marker({ fill }: Brush, x: number, y: number): void {
  [9, 7, 5, 3].forEach((w, i) => {
    fill("o-ink", x - Math.floor(w / 2), y - 1 + i * 2, w, 2);
  });
  [7, 5, 3].forEach((w, i) => {
    fill("accent", x - Math.floor(w / 2), y - 1 + i * 2, w, 2);
  });
}

function cloud({ fill }: Brush, x: number, y: number, t: number): void {
  const top = y + (Math.floor(t * 1.2) % 2);
  fill("o-cloud", x + 3, top, 7, 2);
  fill("o-cloud", x + 1, top + 2, 14, 3);
  fill("o-cloud", x, top + 3, 16, 3);
  for (let i = 0; i < 4; i += 1)
    fill("running", x + 2 + i * 4, top + 7 + ((t * 1.6 + i * 0.27) % 1) * 9, 1, 2);
}

function zzz({ fill }: Brush, x: number, y: number, t: number): void {
  for (let i = 0; i < 3; i += 1) {
    const part = (t * 0.35 + i / 3) % 1;
    const [left, top, size] = [x + part * 9, y - part * 15, part > 0.5 ? 2 : 1];
    fill("n-6", left, top, 3 + size, 1);
    fill("n-6", left + size, top + 1, 1, 1);
    fill("n-6", left + 1, top + size, 1, 1);
    fill("n-6", left, top + 1 + size, 3 + size, 1);
  }
}

/** A helper at a desk that unfolds. */
export function drawHelper(brush: Brush, sprites: Sprites, desk: HelperDesk, { t, still }: Moment): void {
  const { fill, context, inks } = brush;
  const [x, y] = [Math.round(desk.x), Math.round(desk.y)];
  const part = unfolded(desk);
  const phase = (computeHash(desk.id) % 97) / 10;
  const w = Math.max(4, Math.round(22 * part));
  if (part > 0.7) {
    const shown = Math.round(19 * Math.min(1, (part - 0.7) / 0.3));
    const up = still ? 0 : Math.floor(t * 5 + phase) % 2;
    const sprite = sprites.get(desk.id, "sit", !still && (t + phase) % 3 < 0.12);
    context.drawImage(sprite, 0, 0, 16, shown, x - 8, y - 2 - shown + up, 16, shown);
  }
  fill("o-shadow", x - w / 2, y + 6, w + 2, 2);
  fill("o-desk", x - w / 2, y - 3, w, 4);
  fill("o-desk2", x - w / 2, y + 1, w, 2);
  if (part > 0.6) {
    fill("o-desk3", x - w / 2 + 1, y + 3, 2, 5);
    fill("o-desk3", x + w / 2 - 3, y + 3, 2, 5);
  }
  if (part < 0.9) return;
  fill("o-metal2", x - 5, y - 9, 10, 7);
  fill("running", x - 4, y - 8, 8, 5);
  if (inks.theme === "dark") fill("o-glow", x - 8, y - 13, 16, 14);
  fill("n-0", x - 3, y - 6, 1 + (still ? 3 : Math.floor(t * 4 + phase) % 5), 1);
}
