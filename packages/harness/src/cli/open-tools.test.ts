import { expect, test } from "vitest";
import { createOpenTools } from "./open-tools.js";

test("a program is busy while one of its tools is at work, and no longer when it writes again", () => {
  const tools = createOpenTools();
  const told: boolean[] = [];
  const end = tools.watch((isBusy) => told.push(isBusy));
  const start = (callId: string) => tools.see({ type: "tool.started", name: "Bash", callId });
  start("1");
  start("2");
  tools.see({ type: "tool.completed", name: "Bash", callId: "1" });
  expect(told).toEqual([true]);
  tools.see({ type: "tool.completed", name: "Bash", callId: "2" });
  expect(told).toEqual([true, false]);
  start("3");
  tools.see({ type: "text", text: "done", delta: false });
  expect(told).toEqual([true, false, true, false]);
  end();
  start("4");
  expect(told).toHaveLength(4);
});
