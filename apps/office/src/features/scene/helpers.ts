/** Desks that unfold for what an agent does besides its first run, and fold when that ends. */
import type { Inhabitant, Point } from "./model";
import type { Plan } from "./plan";

const UNFOLD_MS = 600;
const FOLD_MS = 500;

export interface HelperDesk extends Point {
  id: string;
  agent: string;
  line: string;
  room: string;
  ageMs: number;
  /** Since it ended; undefined while it works. */
  endedMs: number | undefined;
}

export interface Helpers {
  all(): readonly HelperDesk[];
  /** How many of a room have no place to unfold. */
  hidden(room: string): number;
  show(agents: readonly Inhabitant[], plan: Plan): void;
  step(ms: number): void;
  isMoving(): boolean;
  clear(): void;
}

/** How far a desk is unfolded, from 0 to 1. */
export function unfolded({ ageMs, endedMs }: HelperDesk): number {
  return endedMs === undefined ? Math.min(1, ageMs / UNFOLD_MS) : Math.max(0, 1 - endedMs / FOLD_MS);
}

export function createHelpers(still: () => boolean): Helpers {
  let desks: HelperDesk[] = [];
  let hidden = new Map<string, number>();

  function add(id: string, agent: string, line: string, plan: Plan): void {
    const desk = plan.desks.get(agent);
    const room = plan.rooms.find((candidate) => candidate.id === desk?.room);
    if (desk === undefined || room === undefined) return;
    const near = (spot: Point): number => Math.abs(spot.x - desk.x) + Math.abs(spot.y - desk.y);
    const free = room.spots.filter((spot) => !desks.some(({ x, y }) => x === spot.x && y === spot.y));
    const spot = free.sort((a, b) => near(a) - near(b))[0];
    if (spot === undefined) hidden.set(room.id, (hidden.get(room.id) ?? 0) + 1);
    else
      desks.push({
        ...spot,
        id,
        agent,
        line,
        room: room.id,
        ageMs: still() ? UNFOLD_MS : 0,
        endedMs: undefined,
      });
  }

  return {
    all: () => desks,
    hidden: (room) => hidden.get(room) ?? 0,
    show(agents, plan) {
      const wanted = agents.flatMap(({ id: agent, helpers }) =>
        helpers.map((helper) => ({ agent, ...helper })),
      );
      const byId = new Map(wanted.map((helper) => [helper.id, helper]));
      for (const desk of desks) {
        const helper = byId.get(desk.id);
        if (helper === undefined) desk.endedMs ??= 0;
        else desk.line = helper.line;
      }
      if (still()) {
        desks = desks.filter(({ endedMs }) => endedMs === undefined);
        for (const desk of desks) desk.ageMs = UNFOLD_MS;
      }
      hidden = new Map();
      const shown = new Set(desks.map(({ id }) => id));
      for (const { id, agent, line } of wanted) if (!shown.has(id)) add(id, agent, line, plan);
    },
    step(ms) {
      for (const desk of desks) {
        desk.ageMs += ms;
        if (desk.endedMs !== undefined) desk.endedMs += ms;
      }
      desks = desks.filter(({ endedMs }) => endedMs === undefined || endedMs < FOLD_MS);
    },
    isMoving: () => desks.some((desk) => desk.endedMs !== undefined || desk.ageMs < UNFOLD_MS),
    clear() {
      desks = [];
      hidden = new Map();
    },
  };
}
