import { expect, test } from "vitest";
import { fitting } from "./use-fit";

test("a column shows whole cards only, and leaves room to say how many more there are", () => {
  expect(fitting([150, 150, 150], 452)).toBe(3);
  expect(fitting([150, 150, 160], 452)).toBe(2);
  expect(fitting([150, 150, 150, 150], 452)).toBe(2);
  expect(fitting([900], 452)).toBe(1);
});

test("without a limit, the few that let the rest of the page in reach", () => {
  expect(fitting([150, 150], Number.NaN)).toBe(2);
  expect(
    fitting(
      Array.from({ length: 30 }, () => 150),
      Number.NaN,
    ),
  ).toBe(3);
});
