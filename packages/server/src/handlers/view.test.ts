import type { LaneEntry } from "@tinyagi/features";
import type { InboundPartRow, Store } from "@tinyagi/kernel";
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

test.each([
  [1, "user"],
  [0, "schedule"],
])("a message with data about a schedule, and %i parts, comes from a %s", (parts, source) => {
  const row = partial<LaneEntry>({
    kind: "user",
    text: "go",
    shared: null,
    context: null,
    last_error: null,
    channel: "web",
    metadata: '{"schedule":"daily"}',
  });
  const of = () => Array.from({ length: parts }, () => partial<InboundPartRow>({}));
  const store = partial<Store>({ inbound: partial<Store["inbound"]>({ of }) });
  expect(laneMessageView(row, (text) => text, { store, joins: null }).source).toBe(source);
});
