import { expect, test } from "vitest";
import { laneStarts } from "./lane-starts.js";

test("a lane starts when its agent may, and no lane is looked up while every agent may", () => {
  const looked: string[] = [];
  let mayWait = false;
  const starts = laneStarts({
    agentOfLane(lane) {
      looked.push(lane);
      return lane;
    },
    mayStart: (agentId) => agentId !== "away",
    mayWait: () => mayWait,
  });
  expect([starts?.("here"), starts?.("away")]).toEqual([true, true]);
  expect(looked).toEqual([]);
  mayWait = true;
  expect([starts?.("here"), starts?.("away")]).toEqual([true, false]);
  expect(looked).toEqual(["here", "away"]);
});
