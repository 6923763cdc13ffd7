import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type BubbleKind, placeBubbles, type Said, saidIn } from "./bubbles";
import { office } from "./fixture";
import { planOffice } from "./plan";
import { createWorld } from "./world";

const VIEW = { camera: 0, width: 800, scale: 2, signs: [] };
const KINDS: readonly BubbleKind[] = ["ask", "carry", "failed", "line", "helper"];
const widthOf = ({ text }: Said): number => text.length * 7 + 20;

const said = (key: string, more: Partial<Said> = {}): Said => ({
  key,
  kind: "line",
  text: "tests",
  x: 100,
  y: 50,
  ...more,
});

describe("speech bubbles", () => {
  it("never overlap, and stay inside of the view", () => {
    const one = fc.record({
      key: fc.uuid(),
      kind: fc.constantFrom(...KINDS),
      text: fc.string({ minLength: 1, maxLength: 36 }),
      x: fc.integer({ min: -50, max: 500 }),
      y: fc.integer({ min: -10, max: 220 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), (all) => {
        const placed = placeBubbles(all, VIEW, widthOf);
        for (const [i, a] of placed.entries()) {
          expect(a.left).toBeGreaterThanOrEqual(0);
          expect(a.left + widthOf(a)).toBeLessThanOrEqual(VIEW.width);
          for (const b of placed.slice(i + 1)) {
            const beside = a.left + widthOf(a) <= b.left || b.left + widthOf(b) <= a.left;
            expect(beside || Math.abs(a.top - b.top) >= 28).toBe(true);
          }
        }
      }),
    );
  });

  it("leave the names of rooms readable: one that would cover a name goes beside it, and never down over a head", () => {
    const sign = { room: "dev", text: "Dev", left: 160, top: 6, width: 60, height: 16 };
    const place = (x: number, camera = 0) => {
      const view = { ...VIEW, camera, signs: [sign] };
      const { left, top } = placeBubbles([said("talks", { x, y: 18 })], view, widthOf)[0] ?? {};
      return { left, top };
    };
    expect(place(95)).toEqual({ left: 220, top: 8 });
    expect(place(68)).toEqual({ left: 105, top: 8 });
    expect(place(114)).toEqual({ left: 220, top: 8 });
    expect(place(300)).toEqual({ left: 573, top: 8 });
    expect(place(200, 100)).toEqual({ left: 173, top: 8 });
  });

  it("go below a name that has no room beside it, over the cloud of a failure but never over a head; else only who needs you speaks", () => {
    const sign = { room: "dev", text: "Dev", left: 20, top: 6, width: 700, height: 16 };
    const place = (kind: BubbleKind, y: number) =>
      placeBubbles([said("talks", { kind, x: 180, y })], { ...VIEW, signs: [sign] }, widthOf).map(
        ({ top }) => top,
      );
    expect(place("failed", 18)).toEqual([22]);
    expect(place("line", 18)).toEqual([]);
    expect(place("ask", 18)).toEqual([8]);
    expect(place("line", 21)).toEqual([22]);
  });

  it("a question takes the place of a line", () => {
    const placed = placeBubbles([said("talks"), said("asks", { kind: "ask" })], VIEW, widthOf);
    expect(placed.map(({ key }) => key)).toEqual(["asks"]);
  });

  it("who is out of sight says nothing", () => {
    expect(placeBubbles([said("far", { x: 900 })], VIEW, widthOf)).toEqual([]);
    expect(placeBubbles([said("far", { x: 900 })], { ...VIEW, camera: 600 }, widthOf)).toHaveLength(1);
  });

  it("those who wait and those who failed always speak, those who rest never", () => {
    const model = office([3]);
    const [a, b, c] = model.agents;
    if (a === undefined || b === undefined || c === undefined) throw new Error("three agents");
    const world = createWorld(planOffice(model, 404), () => false);
    world.show([
      { ...a, state: "waiting", line: "9 or 21?" },
      { ...b, state: "failed", line: "No key" },
      { ...c, state: "asleep", line: "z" },
    ]);
    expect(saidIn(world, false).map(({ kind, text }) => [kind, text])).toEqual([
      ["ask", "9 or 21?"],
      ["failed", "No key"],
    ]);
  });

  it("workers speak in turns; for readers without motion, all of them may", () => {
    const model = office([8], 0, { state: "running", line: "typing" });
    const world = createWorld(planOffice(model, 404), () => false);
    world.show(model.agents);
    expect(saidIn(world, false)).toHaveLength(2);
    expect(saidIn(world, true)).toHaveLength(8);
  });
});
