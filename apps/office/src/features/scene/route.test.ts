import { describe, expect, it } from "vitest";
import { office } from "./fixture";
import { BEHIND, planOffice } from "./plan";
import { besideDesk, measureLength, wayTo } from "./route";

const model = office([4, 7, 12, 5], 3);
const plan = planOffice(model, 400);
const ids = model.agents.map(({ id }) => id);
const findSeat = (id: string) => {
  const seat = plan.desks.get(id);
  if (seat === undefined) throw new Error(`no desk of ${id}`);
  return seat;
};

describe("the way through the office", () => {
  it("never crosses the top of a desk that is not its own", () => {
    const crossed: string[] = [];
    for (const from of ids)
      for (const to of ids.filter((id) => id !== from)) {
        let last: { x: number; y: number } = findSeat(from);
        for (const point of wayTo(plan, findSeat(from), besideDesk(findSeat(to)))) {
          const [low, high] = [Math.min(last.y, point.y), Math.max(last.y, point.y)];
          for (const [id, { x, y }] of plan.desks)
            if (id !== from && Math.abs(point.x - x) < 16 && low < y + BEHIND && high > y + BEHIND)
              crossed.push(`${from} to ${to} over the desk of ${id}`);
          last = point;
        }
      }
    expect(crossed).toEqual([]);
  });

  it("leads through both doors to another room, and through none in the same", () => {
    const doors = plan.rooms.map(({ door }) => door);
    const other = wayTo(plan, findSeat("t0-a0"), besideDesk(findSeat("t3-a0")));
    expect(other.filter(({ x, y }) => y === plan.hall && doors.includes(x))).toHaveLength(2);
    const same = wayTo(plan, findSeat("t0-a0"), besideDesk(findSeat("t0-a3")));
    expect(same.some(({ y }) => y === plan.hall)).toBe(false);
  });

  it("ends at its goal, and is nothing for who is there", () => {
    const goal = besideDesk(findSeat("t2-a5"));
    expect(wayTo(plan, findSeat("t0-a0"), goal).at(-1)).toEqual({ x: goal.x, y: goal.y });
    expect(measureLength({ x: 0, y: 0 }, [{ x: 3, y: 4 }])).toBe(5);
  });
});
