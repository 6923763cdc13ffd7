import { describe, expect, it } from "vitest";
import { TestBudget } from "../../test-support/budget.js";
import { createVirtualClock } from "../../test-support/virtual-clock.js";
import { clipRequest, finiteAmounts } from "../budget.js";
import { SubAgentDepthError } from "../errors.js";
import type { Steering } from "../steering/steering.js";
import { childDepthCap, completeServices, mayGoDeeper, type RunContext } from "./context.js";
import { createRunRegistry } from "./registry.js";

function at(depth: number, depthCap: number): RunContext {
  return { depth, depthCap } as RunContext;
}

describe("services", () => {
  it("are filled up with the machine's own", () => {
    const services = completeServices();
    expect(services.newId()).not.toBe(services.newId());
    expect(services.random()).toBeLessThan(1);
    expect(services.registry.list()).toEqual([]);
    expect(services.prices.getPrice("gpt-5").input).toBeGreaterThan(0);
  });

  it("stamp events with the clock they were given", () => {
    const { sink } = completeServices({ clock: createVirtualClock(77) });
    const times: number[] = [];
    sink.subscribe((event) => times.push(event.time));
    const scope = { runId: "r", parentRunId: null, rootRunId: "r", depth: 0, agent: "a" };
    sink.emit(scope, { type: "subagent.reused", data: { turns: 1 } });
    expect(times).toEqual([77]);
  });

  it("share nothing between two trees", () => {
    const [a, b] = [completeServices(), completeServices()];
    expect(a.sink).not.toBe(b.sink);
    expect(a.registry).not.toBe(b.registry);
  });
});

describe("the depth of a child", () => {
  it.each([
    [0, 8, 8, 8],
    [0, 8, 3, 3],
    [2, 3, 8, 3],
    [7, 8, 8, 8],
  ])("at %i under a cap of %i with an own cap of %i is capped at %i", (depth, cap, own, result) => {
    expect(childDepthCap(at(depth, cap), own)).toBe(result);
  });

  it.each([
    [8, 8, 9],
    [0, 0, 8],
    [3, 8, 3],
  ])("at %i under a cap of %i with an own cap of %i is refused", (depth, cap, own) => {
    expect(() => childDepthCap(at(depth, cap), own)).toThrow(SubAgentDepthError);
  });

  it("tells whether there may be one at all", () => {
    expect([mayGoDeeper(at(7, 8)), mayGoDeeper(at(8, 8))]).toEqual([true, false]);
  });
});

describe("the registry of live runs", () => {
  it("lists runs in the order of their start and forgets them when told", () => {
    const registry = createRunRegistry();
    const steering = {} as Steering;
    const removeA = registry.add({ runId: "a", agent: "x", depth: 0, steering });
    registry.add({ runId: "b", agent: "y", depth: 1, steering });
    expect(registry.list().map((run) => run.runId)).toEqual(["a", "b"]);
    removeA();
    removeA();
    expect(registry.get("a")).toBeUndefined();
    expect(registry.get("b")?.agent).toBe("y");
  });
});

describe("what is asked of a budget", () => {
  it("is clipped to what the parent can give, amount by amount", () => {
    const parent = new TestBudget(100);
    expect(clipRequest({ tokens: 500, usd: 2 }, parent)).toEqual({ tokens: 100, usd: 2 });
    expect(clipRequest({ tokens: 50, seconds: 9 }, parent)).toEqual({ tokens: 50, seconds: 9 });
    expect(clipRequest({}, parent)).toEqual({});
  });

  it("is shown without amounts that have no limit", () => {
    expect(finiteAmounts({ tokens: 5, usd: Infinity, runs: 0 })).toEqual({ tokens: 5, runs: 0 });
  });
});
