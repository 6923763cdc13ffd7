/** The way from one place to another: past the desks, through doors, along the hall. Never through a desk. Pure. */
import type { Point } from "./model";
import { BEHIND, type Plan, type Room, type Seat } from "./plan";

/** A place in a room, with the column in which one can walk past its desks. */
export type Place = Pick<Seat, "x" | "y" | "gap" | "room">;

/** @returns the corners of the way, without its start */
export function wayTo(plan: Plan, from: Place, to: Place): Point[] {
  const start = findRoom(plan, from);
  const end = findRoom(plan, to);
  const out: Point[] = [
    { x: from.gap, y: from.y },
    { x: from.gap, y: start.aisle },
  ];
  const between: Point[] =
    start === end
      ? []
      : [
          { x: start.door, y: start.aisle },
          { x: start.door, y: plan.hall },
          { x: end.door, y: plan.hall },
          { x: end.door, y: end.aisle },
        ];
  const way = [...out, ...between, { x: to.gap, y: end.aisle }, { x: to.gap, y: to.y }, { x: to.x, y: to.y }];
  return way.filter((point, i) => !isSame(point, i === 0 ? from : way[i - 1]));
}

/** Where one stands to hand something over: beside the desk, in the aisle between it and the next one. */
export function besideDesk({ gap, y, room }: Seat): Place {
  return { x: gap, y: y + BEHIND + 3, gap, room };
}

export function measureLength(from: Point, way: readonly Point[]): number {
  let length = 0;
  let last = from;
  for (const point of way) {
    length += Math.hypot(point.x - last.x, point.y - last.y);
    last = point;
  }
  return length;
}

function findRoom(plan: Plan, { room }: Place): Room {
  const found = plan.rooms.find(({ id }) => id === room) ?? plan.rooms[0];
  if (found === undefined) throw new Error("an office without rooms");
  return found;
}

function isSame(a: Point, b: Point | undefined): boolean {
  return b !== undefined && a.x === b.x && a.y === b.y;
}
