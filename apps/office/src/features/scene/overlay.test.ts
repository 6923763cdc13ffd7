import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, it } from "vitest";
import { helper, office } from "./fixture";
import { createFollower } from "./overlay";
import { planOffice } from "./plan";
import { createWorld } from "./world";

const STEP_MS = 16;

/** A button that counts how often it is moved. */
function button() {
  let moves = 0;
  const style = {
    zIndex: "",
    at: "",
    get transform() {
      return this.at;
    },
    set transform(at: string) {
      moves += 1;
      this.at = at;
    },
  };
  return { element: partial<HTMLElement>({ style }), moves: () => moves, at: () => style.at };
}

describe("the buttons over the office", () => {
  it("follow one who walks in few steps, are where it rests, and are not touched while it sits", () => {
    const model = office([8, 8]);
    const world = createWorld(planOffice(model, 404), () => false);
    world.show(model.agents.map((agent) => ({ ...agent, state: "running" })));
    const buttons = new Map(model.agents.map(({ id }) => [id, button()]));
    const follow = createFollower((id) => buttons.get(id)?.element);
    follow(world, 2);
    follow(world, 2);
    expect([...buttons.values()].every(({ moves }) => moves() === 1)).toBe(true);

    const walker = buttons.get("t0-a0");
    const start = walker?.at();
    world.handOver("t0-a0", "t1-a7");
    let frames = 0;
    while (world.pace() === "smooth") {
      world.step(STEP_MS);
      follow(world, 2);
      frames += 1;
    }
    expect(walker?.at()).toBe(start);
    expect(walker?.moves()).toBeGreaterThan(10);
    expect(walker?.moves()).toBeLessThan(frames / 4);
    expect(buttons.get("t1-a7")?.moves()).toBe(1);
  });

  it("of helpers are at their desks, and without a desk not in the way of their agent", () => {
    const helpers = Array.from({ length: 30 }, (_, i) => helper(`r${i}`));
    const model = office([1], 0, { state: "running", helpers });
    const world = createWorld(planOffice(model, 404), () => true);
    world.show(model.agents);
    const buttons = new Map(["t0-a0", ...helpers.map(({ id }) => id)].map((id) => [id, button()]));
    createFollower((id) => buttons.get(id)?.element)(world, 2);
    const desks = world.helpers.all();
    const at = (id: string) => buttons.get(id)?.at();
    for (const { id, x, y } of desks) expect(at(id)).toBe(`translate(${(x - 11) * 2}px, ${(y - 25) * 2}px)`);
    const free = helpers.map(({ id }) => id).filter((id) => !desks.some((desk) => desk.id === id));
    expect(free.length).toBeGreaterThan(0);
    for (const id of free) {
      expect(at(id)).toBe(at("t0-a0"));
      expect(buttons.get(id)?.element.style.pointerEvents).toBe("none");
    }
  });
});
