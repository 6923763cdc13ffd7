import { expect, test } from "vitest";
import { spanOf } from "./span.js";

test("a limit is said in the unit in which people set it", () => {
  expect([600_000, 60_000, 90_000, 150_000, 1_400, 300].map(spanOf)).toEqual([
    ...["10 min", "60 s", "90 s", "150 s", "1 s", "300 ms"],
  ]);
});
