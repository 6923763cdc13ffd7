import { expect, test } from "vitest";
import { measureGrowth } from "./support/growth.js";

const text = (length: number) => "a".repeat(length);

test("work that grows with the square of its text is found", () => {
  const squared = (word: string) => {
    let sum = 0;
    for (let i = 0; i < word.length; i += 1) for (let k = 0; k < word.length / 8; k += 1) sum += i ^ k;
    return sum;
  };
  expect(measureGrowth(squared, text).problem).toMatch(/ms for 80000 characters|ms for 20000 characters/);
});

test("linear work passes, also where memory makes one step steep", () => {
  const steep = (word: string) => {
    const copies = word.length > 10_000 ? 100 : 1;
    return Array.from({ length: copies }, () => [...word].toReversed().join("")).length;
  };
  expect(measureGrowth(steep, text).problem).toBeUndefined();
});
