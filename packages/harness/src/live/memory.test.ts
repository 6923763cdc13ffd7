import { expect, test } from "vitest";
import { memoryOf } from "./memory.js";

const MIB = 1024 * 1024;

test.runIf(process.platform === "linux")(
  "the memory of a program with what it started is measured",
  async () => {
    const bytes = (await memoryOf([process.pid])).get(process.pid) ?? 0;
    expect(bytes).toBeGreaterThan(10 * MIB);
  },
);

test("a program that is gone uses none", async () => {
  expect((await memoryOf([2 ** 22 + 1])).get(2 ** 22 + 1) ?? 0).toBe(0);
});
