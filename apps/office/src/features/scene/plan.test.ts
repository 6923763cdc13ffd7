import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { helper, office } from "./fixture";
import { BEHIND, HEIGHT, planOffice, type Room, type Seat } from "./plan";

const OFFICES = fc.record({
  sizes: fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 12 }),
  loose: fc.integer({ min: 0, max: 30 }),
  view: fc.integer({ min: 100, max: 1_200 }),
});

function findRoom(rooms: readonly Room[], seat: Seat): Room {
  const room = rooms.find(({ id }) => id === seat.room);
  if (room === undefined) throw new Error(`no room ${seat.room}`);
  return room;
}

describe("the plan of the office", () => {
  it("has a desk for everyone, inside of their room, and no two desks overlap", () => {
    fc.assert(
      fc.property(OFFICES, ({ sizes, loose, view }) => {
        const model = office(sizes, loose);
        const { desks, rooms } = planOffice(model, view);
        expect(new Set(desks.keys())).toEqual(new Set(model.agents.map(({ id }) => id)));
        const seats = [...desks.values()];
        const outside = seats.filter((seat) => {
          const { x, y, w, h } = findRoom(rooms, seat);
          return seat.x - 16 < x || seat.x + 16 > x + w || seat.y + BEHIND + 11 > y + h;
        });
        expect(outside).toEqual([]);
        const overlap = (a: Seat, b: Seat) => a !== b && Math.abs(a.x - b.x) < 32 && Math.abs(a.y - b.y) < 30;
        expect(seats.filter((a) => seats.some((b) => overlap(a, b)))).toEqual([]);
      }),
    );
  });

  it("fills both floors of the view from end to end", () => {
    fc.assert(
      fc.property(OFFICES, ({ sizes, loose, view }) => {
        const { rooms, width, isWide } = planOffice(office(sizes, loose), view);
        expect(width).toBeGreaterThanOrEqual(view);
        expect(isWide).toBe(width > view);
        for (const isTop of [true, false]) {
          const floor = rooms.filter(({ y }) => (y === 0) === isTop);
          if (floor.length === 0) continue;
          expect(floor.reduce((sum, { w }) => sum + w, 0)).toBe(width);
          for (const { y, h } of floor) expect(y + h).toBeLessThanOrEqual(HEIGHT);
        }
      }),
    );
  });

  it("a company of ten fits on a desk's screen without scrolling", () => {
    expect(planOffice(office([4, 2, 2], 2), 404).isWide).toBe(false);
  });

  it("three teams and open desks fit where a desk's screen shows them beside what needs a person", () => {
    for (const sizes of [
      [3, 4, 3],
      [4, 4, 4],
    ])
      expect(planOffice(office(sizes, 3), 405)).toMatchObject({ width: 405, isWide: false });
  });

  it("people move closer together only where the view would cut the office", () => {
    const rowsOf = (view: number) =>
      new Set([...planOffice(office([4, 4], 0), view).desks.values()].map(({ y }) => y)).size;
    expect([rowsOf(600), rowsOf(300)]).toEqual([1, 2]);
  });

  it("keeps everyone's desk while they work and rest", () => {
    const { teams, agents } = office([3, 9], 1);
    const busy = agents.map((one) => ({
      ...one,
      state: "running" as const,
      line: "reads",
      helpers: [helper("h")],
    }));
    expect(planOffice({ teams, agents: busy }, 500)).toEqual(planOffice({ teams, agents }, 500));
  });

  it("does not depend on which team's agents are listed first", () => {
    const { teams, agents } = office([3, 9], 1);
    const place = (one: (typeof agents)[number]) =>
      agents.filter(({ team }) => team === one.team).indexOf(one);
    const mixed = agents.toSorted((a, b) => place(a) - place(b));
    expect(mixed).not.toEqual(agents);
    expect(planOffice({ teams, agents: mixed }, 500)).toEqual(planOffice({ teams, agents }, 500));
  });

  it("an agent whose team is gone sits at the open desks", () => {
    const model = office([2]);
    const { desks } = planOffice({ ...model, teams: [] }, 400);
    expect(new Set([...desks.values()].map(({ room }) => room))).toEqual(new Set(["open"]));
  });
});
