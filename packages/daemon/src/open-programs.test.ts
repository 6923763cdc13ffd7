import { expect, test } from "vitest";
import { programsByAgent } from "./open-programs.js";

const coder = { agentId: "coder", openMs: 5_000, isWorking: false, bytes: 200 };

test("the programs of an agent are counted together, from the oldest on", () => {
  const all = [
    coder,
    { ...coder, openMs: 9_000, isWorking: true },
    { ...coder, agentId: "writer", bytes: undefined },
  ];
  expect(programsByAgent(all, 10_000)).toEqual([
    { agent: "coder", open: 2, working: 1, since: 1_000, bytes: 400 },
    { agent: "writer", open: 1, working: 0, since: 5_000, bytes: null },
  ]);
});

test("without an open program there is nothing to show", () => {
  expect(programsByAgent([], 10_000)).toEqual([]);
});
