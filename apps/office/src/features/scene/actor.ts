/** Someone in the office: where it is, where it goes, what it carries. Moves by the time that passes, nothing else. */
import type { Inhabitant, Point } from "./model";
import type { Plan, Seat } from "./plan";
import { besideDesk, measureLength, type Place, wayTo } from "./route";

/** Pixels of the drawing in a second; faster when the way is long. */
const SPEED = 42;
/** No way takes longer. */
const LONGEST_MS = 7_000;
/** How long one stands at a teammate's desk. */
const VISIT_MS = 500;
const CHEER_MS = 1_200;
/** Handoffs to more teammates at once show as bubbles only. */
const ERRANDS_MAX = 4;

export interface Actor extends Point {
  inhabitant: Inhabitant;
  /** Where it belongs now: its desk, or a place in the lounge. */
  seat: Seat;
  /** Where it is, or where it last was while it walks. */
  place: Place;
  way: Point[];
  goal: Place | undefined;
  /** Milliseconds for the rest of the way. */
  leftMs: number;
  /** Teammates who get something, in order. The first is the one it walks to. */
  errands: string[];
  waitMs: number;
  cheerMs: number;
  /** Its desk lights up: something was handed over. */
  flashMs: number;
  /** When its state changed, in the time of the office. */
  since: number;
}

export function createActor(inhabitant: Inhabitant, seat: Seat, since: number): Actor {
  return {
    inhabitant,
    seat,
    place: seat,
    x: seat.x,
    y: seat.y,
    way: [],
    goal: undefined,
    leftMs: 0,
    errands: [],
    waitMs: 0,
    cheerMs: 0,
    flashMs: 0,
    since,
  };
}

/** Whether it is up from its seat. */
export function isUp({ way, waitMs, place, seat }: Actor): boolean {
  return way.length > 0 || waitMs > 0 || place !== seat;
}

export function isMoving(actor: Actor): boolean {
  return isUp(actor) || actor.cheerMs > 0 || actor.flashMs > 0;
}

export function placeAt(actor: Actor, seat: Seat): void {
  Object.assign(actor, createActor(actor.inhabitant, seat, actor.since));
}

export function cheer(actor: Actor): void {
  actor.cheerMs = CHEER_MS;
}

/** Walks to the seat, unless it is on an errand: then it goes there afterwards. */
export function goHome(actor: Actor, plan: Plan): void {
  if (actor.errands.length === 0 && actor.place !== actor.seat) walk(actor, plan, actor.seat);
}

/** Carries something to a teammate. @returns whether it will be seen to walk */
export function addErrand(actor: Actor, plan: Plan, to: string): boolean {
  if (!plan.desks.has(to) || actor.errands.length >= ERRANDS_MAX) return false;
  actor.errands.push(to);
  if (actor.errands.length === 1 && actor.waitMs <= 0) visit(actor, plan);
  return true;
}

/** @returns the teammate who just got something, if any */
export function stepActor(actor: Actor, plan: Plan, ms: number): string | undefined {
  actor.flashMs = Math.max(0, actor.flashMs - ms);
  if (actor.cheerMs > 0) {
    actor.cheerMs = Math.max(0, actor.cheerMs - ms);
    return undefined;
  }
  if (actor.waitMs > 0) {
    actor.waitMs -= ms;
    if (actor.waitMs <= 0) goOn(actor, plan);
    return undefined;
  }
  if (actor.goal === undefined) {
    if (actor.place !== actor.seat) goOn(actor, plan);
    return undefined;
  }
  return advance(actor, ms);
}

function goOn(actor: Actor, plan: Plan): void {
  actor.waitMs = 0;
  if (actor.errands.length > 0) visit(actor, plan);
  else if (actor.place !== actor.seat) walk(actor, plan, actor.seat);
}

function visit(actor: Actor, plan: Plan): void {
  const desk = plan.desks.get(actor.errands[0] ?? "");
  if (desk !== undefined) walk(actor, plan, besideDesk(desk));
}

/** From where it stands; when it is under way already, from the corner ahead, so that it cuts no desk. */
function walk(actor: Actor, plan: Plan, goal: Place): void {
  if (actor.goal !== undefined) {
    actor.way = [...actor.way, ...wayTo(plan, actor.goal, goal)];
  } else actor.way = wayTo(plan, actor.place, goal);
  actor.goal = goal;
  actor.leftMs = Math.min(LONGEST_MS, (measureLength(actor, actor.way) / SPEED) * 1_000);
}

function advance(actor: Actor, ms: number): string | undefined {
  let left = measureLength(actor, actor.way) * Math.min(1, ms / Math.max(1, actor.leftMs));
  actor.leftMs = Math.max(0, actor.leftMs - ms);
  while (actor.way.length > 0) {
    const next = actor.way[0] as Point;
    const distance = Math.hypot(next.x - actor.x, next.y - actor.y);
    if (distance > left && actor.leftMs > 0) {
      actor.x += ((next.x - actor.x) / distance) * left;
      actor.y += ((next.y - actor.y) / distance) * left;
      return undefined;
    }
    left -= distance;
    Object.assign(actor, { x: next.x, y: next.y });
    actor.way.shift();
  }
  return arrive(actor);
}

function arrive(actor: Actor): string | undefined {
  actor.place = actor.goal ?? actor.seat;
  actor.goal = undefined;
  if (actor.place === actor.seat) return undefined;
  actor.waitMs = VISIT_MS;
  return actor.errands.shift();
}
