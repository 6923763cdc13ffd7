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
/** Between a head and what is said above it, in pixels of the drawing. */
const AIR = 4;
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

/** The name of a room that a bubble would cover. */
function coveredSign({ signs, camera, scale }: View, { left, top, width }: Place): Sign | undefined {
  const shift = camera * scale;
  return signs.find(
    (sign) =>
      left + shift < sign.left + sign.width &&
      left + shift + width > sign.left &&
      top < sign.top + sign.height &&
      top + HEIGHT > sign.top,
  );
}

/**
 * Where a bubble covers no name of a room: beside it, as long as its tail points near its head, or below it and still above
 * the head. Undefined if there is no such place.
 */
function besideSigns(view: View, place: Place & { headTop: number }): Place | undefined {
  const { camera, scale, width: seen } = view;
  const { top, width, middle, headTop } = place;
  const sign = coveredSign(view, place);
  if (sign === undefined) return place;
  const shift = camera * scale;
  const off = (left: number): number =>
    Math.max(0, left + TAIL_LEFT - middle, middle - (left + width - TAIL_RIGHT));
  const fits = (left: number): boolean =>
    left >= SPACE &&
    left + width <= seen - SPACE &&
    off(left) <= TAIL_OFF &&
    coveredSign(view, { ...place, left }) === undefined;
  const sides = [sign.left - shift - width, sign.left + sign.width - shift].map(Math.round).filter(fits);
  const [side] = sides.sort((a, b) => off(a) - off(b));
  if (side !== undefined) return { ...place, left: side };
  const below = { ...place, top: Math.max(top, sign.top + sign.height) };
  return below.top + HEIGHT <= headTop + AIR * scale ? below : undefined;
}

/** Those who wait for a person, or failed, are heard in any case. Others speak again when they have moved. */
const ALWAYS: ReadonlySet<BubbleKind> = new Set(["ask", "failed"]);

/** @param widthOf the width of a bubble on the screen */
export function placeBubbles(said: readonly Said[], view: View, widthOf: (one: Said) => number): Bubble[] {
  const placed: (Bubble & { width: number })[] = [];
  const sorted = [...said].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  for (const one of sorted) {
    const middle = (one.x - view.camera) * view.scale;
    if (middle < 0 || middle > view.width) continue;
    const width = widthOf(one);
    const wanted = {
      left: Math.round(Math.max(SPACE, Math.min(view.width - width - SPACE, middle - width / 2))),
      top: Math.max(2, Math.round(one.y * view.scale - HEIGHT)),
      width,
      middle,
    };
    const headTop = (one.kind === "failed" ? one.y + ABOVE_CLOUD - HEAD : one.y) * view.scale;
    const place = besideSigns(view, { ...wanted, headTop }) ?? (ALWAYS.has(one.kind) ? wanted : undefined);
    if (place === undefined) continue;
    const { left, top } = place;
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
