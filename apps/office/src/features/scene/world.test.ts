import { describe, expect, it } from "vitest";
import { helper, inhabitant, office } from "./fixture";
import type { Inhabitant, OfficeModel } from "./model";
import { planOffice } from "./plan";
import { createWorld, LIVELY_MS, type World } from "./world";

const STEP_MS = 50;
/** Longer than anything takes that ends by itself. */
const LONG_MS = 120_000;

function start(model: OfficeModel, isStill = false): World {
  const world = createWorld(planOffice(model, 404), () => isStill);
  world.show(model.agents);
  return world;
}

/** Lets time pass while something moves. @returns how many milliseconds that was */
function settle(world: World): number {
  const from = world.time;
  while (world.pace() === "smooth" && world.time - from < LONG_MS) world.step(STEP_MS);
  return world.time - from;
}

function change(model: OfficeModel, id: string, more: Partial<Inhabitant>): Inhabitant[] {
  return model.agents.map((agent) => (agent.id === id ? { ...agent, ...more } : agent));
}

const toActor = (world: World, id: string) => {
  const actor = world.actors.get(id);
  if (actor === undefined) throw new Error(`${id} is not here`);
  return actor;
};

describe("the office", () => {
  it("is still when nobody works, so that nothing has to be drawn", () => {
    const world = start(office([4, 2], 2));
    expect(world.pace()).toBe("still");
  });

  it("is calm while someone types, and still again after the last one ended", () => {
    const model = office([2]);
    const world = start({ ...model, agents: change(model, "t0-a0", { state: "running" }) });
    expect(world.pace()).toBe("calm");
    world.show(model.agents);
    settle(world);
    expect(world.pace()).toBe("still");
  });

  it("a raised hand waves for a while, then it only stays up", () => {
    const model = office([1], 0, { state: "waiting" });
    const world = start(model);
    expect(world.pace()).toBe("calm");
    world.step(LIVELY_MS);
    expect(world.pace()).toBe("still");
  });

  it("who rests goes to the lounge, and back to the desk to work", () => {
    const model = office([1]);
    const world = start(model);
    expect(toActor(world, "t0-a0").seat.room).toBe("lounge");
    world.show(change(model, "t0-a0", { state: "running" }));
    expect(world.pace()).toBe("smooth");
    expect(settle(world)).toBeLessThan(LONG_MS);
    const { x, y, seat } = toActor(world, "t0-a0");
    expect({ x, y }).toEqual({ x: seat.x, y: seat.y });
    expect(seat).toBe(world.plan.desks.get("t0-a0"));
  });

  it("a full lounge sends nobody away: the others rest at their desks", () => {
    const world = start(office([30], 10));
    const seats = [...world.actors.values()].map(({ seat }) => seat);
    expect(new Set(seats).size).toBe(40);
    expect(seats.filter(({ room }) => room === "lounge")).toHaveLength(world.plan.lounge.length);
  });

  it("a handoff is carried to each teammate, in order, and the carrier returns", () => {
    const model = office([3], 0, { state: "running" });
    const world = start(model);
    world.handOver("t0-a0", "t0-a1");
    world.handOver("t0-a0", "t0-a2");
    const got: string[] = [];
    for (let ms = 0; ms < LONG_MS && world.pace() === "smooth"; ms += STEP_MS) {
      world.step(STEP_MS);
      for (const [id, { flashMs }] of world.actors) if (flashMs > 0 && !got.includes(id)) got.push(id);
    }
    expect(got).toEqual(["t0-a1", "t0-a2"]);
    const { x, y, seat, errands } = toActor(world, "t0-a0");
    expect({ x, y, errands }).toEqual({ x: seat.x, y: seat.y, errands: [] });
  });

  it("a handoff to or from someone who is not here, or to oneself, moves nobody", () => {
    const world = start(office([2]));
    world.handOver("t0-a0", "ghost");
    world.handOver("ghost", "t0-a0");
    world.handOver("t0-a0", "t0-a0");
    expect(world.pace()).toBe("still");
  });

  it("a desk unfolds for each helper and folds when it ends", () => {
    const model = office([1], 0, { state: "running" });
    const world = start(model);
    world.show(change(model, "t0-a0", { helpers: [helper("r1", "schema")] }));
    expect(world.pace()).toBe("smooth");
    settle(world);
    expect(world.helpers.all()).toMatchObject([{ id: "r1", agent: "t0-a0", line: "schema" }]);
    world.show(model.agents);
    settle(world);
    expect(world.helpers.all()).toEqual([]);
  });

  it("more helpers than places are counted, and no two share one", () => {
    const helpers = Array.from({ length: 200 }, (_, i) => helper(`r${i}`));
    const world = start(office([1], 0, { state: "running", helpers }));
    const desks = world.helpers.all();
    expect(new Set(desks.map(({ x, y }) => `${x}/${y}`)).size).toBe(desks.length);
    expect(desks.length + world.helpers.hidden("team:t0")).toBe(200);
  });

  it("for readers without motion, everyone is where they belong at once", () => {
    const model = office([2]);
    const world = start(model, true);
    world.show(change(model, "t0-a0", { state: "running", helpers: [helper("r1")] }));
    world.handOver("t0-a0", "t0-a1");
    world.mailArrives();
    expect(world.pace()).toBe("still");
    const { x, y } = toActor(world, "t0-a0");
    expect({ x, y }).toMatchObject({
      x: world.plan.desks.get("t0-a0")?.x,
      y: world.plan.desks.get("t0-a0")?.y,
    });
    expect(world.helpers.all()).toHaveLength(1);
  });

  it("when motion is turned off, whoever walks is at once where they belong", () => {
    const model = office([3], 0, { state: "running" });
    let isStill = false;
    const world = createWorld(planOffice(model, 404), () => isStill);
    world.show(model.agents);
    const helped = change(model, "t0-a1", { helpers: [helper("r1")] });
    world.show(helped);
    world.handOver("t0-a0", "t0-a2");
    world.mailArrives();
    world.step(STEP_MS);
    isStill = true;
    world.show(helped);
    const { x, y, seat, errands } = toActor(world, "t0-a0");
    expect({ x, y, errands }).toEqual({ x: seat.x, y: seat.y, errands: [] });
    expect(world.mailMs).toBeUndefined();
    expect(world.helpers.isMoving()).toBe(false);
  });

  it("another size of the view puts everyone in place, and who left is gone", () => {
    const model = office([3, 3]);
    const world = start(model);
    world.arrange(planOffice(model, 900));
    expect(world.actors.size).toBe(6);
    world.show(model.agents.slice(1));
    expect(world.actors.has("t0-a0")).toBe(false);
    expect(world.pace()).toBe("still");
  });

  it("a new agent walks in nowhere: it is at its place", () => {
    const model = office([1]);
    const world = start(model);
    const agents = [...model.agents, inhabitant("new", { state: "running" })];
    world.arrange(planOffice({ ...model, agents }, 404));
    world.show(agents);
    expect(toActor(world, "new").seat).toBe(world.plan.desks.get("new"));
  });
});
