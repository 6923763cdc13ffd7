import type { LaneEntry } from "@tinyagi/features";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { laneMessageView } from "./view.js";

test("of a message in a lane, as much is read as is shown, however much its agent gets", () => {
  const join = { request: "x".repeat(500_000), results: [] };
  const row = {
    kind: "summary" as const,
    text: "",
    shared: null,
    context: JSON.stringify({ join }),
    last_error: null,
  };
  const read: number[] = [];
  const redact = (text: string) => {
    read.push(text.length);
    return text;
  };
  expect(
    laneMessageView(partial<LaneEntry>(row), redact, { store: partial({}), joins: null }).preview.length,
  ).toBeLessThanOrEqual(300);
  expect(Math.max(...read)).toBeLessThanOrEqual(2_000);
});
