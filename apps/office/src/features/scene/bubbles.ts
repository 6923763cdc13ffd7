/**
 * Speech bubbles: who says what, and which of them are shown. They have priorities and never overlap. Pure, in pixels
 * of the screen.
 */
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { isUp } from "./actor";
import type { Sign } from "./signs";
import type { World } from "./world";

export type BubbleKind = "ask" | "carry" | "failed" | "line" | "helper";

/** Earlier ones take the place of later ones. */
const ORDER: readonly BubbleKind[] = ["ask", "carry", "failed", "line", "helper"];

export interface Said {
  key: string;
  kind: BubbleKind;
  text: string;
  /** Above its head, in pixels of the drawing. */
  x: number;
  y: number;
}

export interface Bubble extends Said {
  left: number;
  top: number;
  /** Where its tail points down, from its left edge. */
  tail: number;
}

export interface View {
  /** Left edge of what is seen, in pixels of the drawing. */
  camera: number;
  /** Width on the screen. */
  width: number;
  /** Pixels of the screen for one of the drawing. */
  scale: number;
  /** The names of rooms, which stay readable. */
  signs: readonly Sign[];
}

const HEIGHT = 28;
const SPACE = 4;
/** So near to its edges a tail may be. */
const TAIL_LEFT = 6;
const TAIL_RIGHT = 12;
/** So far from its head a tail may point. */
const TAIL_OFF = 40;
const HEAD = 27;
const ABOVE_CLOUD = 37;
/** Not everyone talks at once: each line is seen for this long, in turns. */
const TURN_MS = 4_000;
const TURNS = 4;

const BUBBLE_CHARS = 36;

/** Everything that could be said now. */
export function saidIn(world: World, still: boolean): Said[] {
  const said: Said[] = [];
  let i = 0;
  for (const actor of world.actors.values()) {
    const { inhabitant, x, y } = actor;
    const { id: key, state, line } = inhabitant;
    i += 1;
    const to = world.actors.get(actor.errands[0] ?? "")?.inhabitant.name;
    if (isUp(actor)) {
      if (to !== undefined)
        said.push({ key, kind: "carry", text: words.scene.forTeammate(to), x, y: y - HEAD });
    } else if (state === "waiting")
      said.push({ key, kind: "ask", text: oneLine(line, BUBBLE_CHARS) || "?", x, y: y - HEAD });
    else if (state === "failed")
      said.push({
        key,
        kind: "failed",
        text: oneLine(line, BUBBLE_CHARS) || words.scene.failed,
        x,
        y: y - ABOVE_CLOUD,
      });
    else if (state === "running" && line !== "" && (still || turnOf(world.time, i)))
      said.push({ key, kind: "line", text: line, x, y: y - HEAD });
  }
  for (const { id, line, x, y, endedMs } of world.helpers.all())
    if (line !== "" && endedMs === undefined)
      said.push({ key: id, kind: "helper", text: line, x, y: y - 24 });
  return said;
}

function turnOf(time: number, i: number): boolean {
  return (Math.floor(time / TURN_MS) + i) % TURNS === 0;
}

interface Place {
  left: number;
  top: number;
  width: number;
  /** What its tail points at. */
  middle: number;
}

/**
 * The left edge of a bubble. One that would cover the name of a room goes beside it, as long as its tail points near its
 * head. Never below it: there is the head of whoever speaks.
 */
function besideSigns({ signs, camera, scale, width: seen }: View, place: Place): number {
  const { top, width, middle } = place;
  const shift = camera * scale;
  const covered = (left: number) =>
    signs.find(
      (sign) =>
        left + shift < sign.left + sign.width &&
        left + shift + width > sign.left &&
        top < sign.top + sign.height &&
        top + HEIGHT > sign.top,
    );
  const sign = covered(place.left);
  if (sign === undefined) return place.left;
  const off = (left: number): number =>
    Math.max(0, left + TAIL_LEFT - middle, middle - (left + width - TAIL_RIGHT));
  const fits = (left: number): boolean =>
    left >= SPACE && left + width <= seen - SPACE && off(left) <= TAIL_OFF && covered(left) === undefined;
  const sides = [sign.left - shift - width, sign.left + sign.width - shift].map(Math.round).filter(fits);
  return sides.sort((a, b) => off(a) - off(b))[0] ?? place.left;
}

/** @param widthOf the width of a bubble on the screen */
export function placeBubbles(said: readonly Said[], view: View, widthOf: (one: Said) => number): Bubble[] {
  const placed: (Bubble & { width: number })[] = [];
  const sorted = [...said].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  for (const one of sorted) {
    const middle = (one.x - view.camera) * view.scale;
    if (middle < 0 || middle > view.width) continue;
    const width = widthOf(one);
    const top = Math.max(2, Math.round(one.y * view.scale - HEIGHT));
    const wanted = Math.round(Math.max(SPACE, Math.min(view.width - width - SPACE, middle - width / 2)));
    const left = besideSigns(view, { left: wanted, top, width, middle });
    const covers = (other: (typeof placed)[number]): boolean =>
      left < other.left + other.width + SPACE &&
      left + width + SPACE > other.left &&
      Math.abs(top - other.top) < HEIGHT + 2;
    if (placed.some(covers)) continue;
    const tail = Math.round(Math.max(TAIL_LEFT, Math.min(width - TAIL_RIGHT, middle - left - 3)));
    placed.push({ ...one, left, top, tail, width });
  }
  return placed;
}
