/**
 * The living office: takes what agents do and the time that passes, and says where everyone is. Nothing here draws.
 * Guarantees: a step costs time in proportion to the agents; `pace` is "still" when nothing would look different later,
 * so that whoever draws can stop.
 */
import {
  type Actor,
  addErrand,
  cheer,
  createActor,
  goHome,
  isMoving,
  isUp,
  placeAt,
  stepActor,
} from "./actor";
import { createHelpers, type Helpers } from "./helpers";
import type { Inhabitant } from "./model";
import type { Plan, Seat } from "./plan";

/** A raised hand waves, and a cloud rains, for so long; then they only stand there. */
export const LIVELY_MS = 20_000;
const MAIL_MS = 4_500;

/** How soon the next picture differs: at the next frame, in a while, or not at all. */
export type Pace = "smooth" | "calm" | "still";

export interface World {
  readonly plan: Plan;
  readonly actors: ReadonlyMap<string, Actor>;
  readonly helpers: Helpers;
  /** Milliseconds that were shown. It stands while nothing is shown. */
  readonly time: number;
  /** How long the letter at the reception has been there; undefined without one. */
  readonly mailMs: number | undefined;
  /** Another size or other desks: everyone is at once where they belong. */
  arrange(plan: Plan): void;
  show(agents: readonly Inhabitant[]): void;
  handOver(from: string, to: string): void;
  mailArrives(): void;
  step(ms: number): void;
  pace(): Pace;
}

/** @param still nobody walks: for readers who want no motion */
export function createWorld(first: Plan, still: () => boolean): World {
  const actors = new Map<string, Actor>();
  const helpers = createHelpers(still);
  let plan = first;
  let time = 0;
  let mailMs: number | undefined;

  const seatOf = (inhabitant: Inhabitant) => chooseSeat(inhabitant, { plan, actors });

  return {
    get plan() {
      return plan;
    },
    get time() {
      return time;
    },
    get mailMs() {
      return mailMs;
    },
    actors,
    helpers,
    arrange(next) {
      plan = next;
      const all = [...actors.values()];
      actors.clear();
      for (const { inhabitant, since } of all) enter(inhabitant, since);
      helpers.clear();
      helpers.show(
        all.map(({ inhabitant }) => inhabitant).filter(({ id }) => plan.desks.has(id)),
        plan,
      );
    },
    show(agents) {
      const ids = new Set(agents.map(({ id }) => id));
      for (const id of actors.keys()) if (!ids.has(id)) actors.delete(id);
      for (const inhabitant of agents) {
        const actor = actors.get(inhabitant.id);
        if (actor === undefined) enter(inhabitant, time);
        else update(actor, inhabitant, { seat: seatOf(inhabitant), plan, time, still: still() });
      }
      helpers.show(agents, plan);
      if (still()) mailMs = undefined;
    },
    handOver(from, to) {
      const actor = actors.get(from);
      const target = actors.get(to);
      if (actor === undefined || target === undefined || from === to) return;
      if (still() || !addErrand(actor, plan, to)) flash(target);
    },
    mailArrives() {
      if (!still()) mailMs = 0;
    },
    step(ms) {
      time += ms;
      for (const actor of actors.values()) {
        const to = stepActor(actor, plan, ms);
        const target = to === undefined ? undefined : actors.get(to);
        if (target !== undefined) flash(target);
      }
      helpers.step(ms);
      if (mailMs !== undefined) mailMs = mailMs + ms > MAIL_MS ? undefined : mailMs + ms;
    },
    pace() {
      if (still()) return "still";
      const all = [...actors.values()];
      if (mailMs !== undefined || helpers.isMoving() || all.some(isMoving)) return "smooth";
      return helpers.all().length > 0 || all.some((actor) => isLively(actor, time)) ? "calm" : "still";
    },
  };

  function enter(inhabitant: Inhabitant, since: number): void {
    const seat = seatOf(inhabitant);
    if (seat !== undefined) actors.set(inhabitant.id, createActor(inhabitant, seat, since));
  }
  function flash(actor: Actor): void {
    if (!still()) actor.flashMs = 900;
  }
}

/** Who rests sits in the lounge while there is room. */
function chooseSeat(
  { id, state }: Inhabitant,
  { plan, actors }: { plan: Plan; actors: ReadonlyMap<string, Actor> },
): Seat | undefined {
  const desk = plan.desks.get(id);
  const rests = state === "idle" || state === "asleep";
  if (!rests) return desk;
  const old = actors.get(id)?.seat;
  if (old !== undefined && plan.lounge.includes(old)) return old;
  const taken = new Set([...actors.values()].map(({ seat }) => seat));
  return plan.lounge.find((seat) => !taken.has(seat)) ?? desk;
}

function update(
  actor: Actor,
  inhabitant: Inhabitant,
  { seat, plan, time, still }: { seat: Seat | undefined; plan: Plan; time: number; still: boolean },
): void {
  const was = actor.inhabitant.state;
  actor.inhabitant = inhabitant;
  if (was !== inhabitant.state) {
    actor.since = time;
    if (was === "running" && inhabitant.state === "idle" && !still) cheer(actor);
  }
  if (seat === undefined) return;
  if (still) {
    // Motion may have been turned off while it walked.
    if (seat !== actor.seat || isMoving(actor)) placeAt(actor, seat);
  } else if (seat !== actor.seat) {
    actor.seat = seat;
    goHome(actor, plan);
  }
}

/** Whether its picture changes while it sits. */
export function isLively(actor: Actor, time: number): boolean {
  const { state } = actor.inhabitant;
  if (state === "running") return true;
  return (state === "waiting" || state === "failed") && !isUp(actor) && time - actor.since < LIVELY_MS;
}
