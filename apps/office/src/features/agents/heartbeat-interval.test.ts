import { expect, test } from "vitest";
import { intervalChoices, toInterval } from "./heartbeat-interval";

test("the choices have the interval of all agents first and never last", () => {
  const names = intervalChoices(undefined).map(({ name }) => name);
  expect(names).toEqual([
    "As all agents",
    "Every 5 min",
    "Every 15 min",
    "Every 30 min",
    "Every 1 h",
    "Every 4 h",
    "Every 1 d",
    "Never",
  ]);
});

test("an interval that is not usual is a choice, too, in its place", () => {
  expect(intervalChoices(5_400).map(({ value }) => value)).toEqual([
    "",
    "300",
    "900",
    "1800",
    "3600",
    "5400",
    "14400",
    "86400",
    "0",
  ]);
  expect(intervalChoices(5_400)[5]?.name).toBe("Every 1 h 30 min");
  expect(intervalChoices(0)).toEqual(intervalChoices(undefined));
});

test("the interval of all agents is none of its own", () => {
  expect([toInterval(""), toInterval("0"), toInterval("300")]).toEqual([null, 0, 300]);
});
