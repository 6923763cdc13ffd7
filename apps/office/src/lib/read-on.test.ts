import { expect, test } from "vitest";
import { readsOn } from "./read-on";

test("a list reads on by itself while the reader is near its end and its pages add rows", () => {
  expect(readsOn({ rows: 100, last: 12, asked: 0 })).toBe(false);
  expect(readsOn({ rows: 100, last: 85, asked: 0 })).toBe(true);
  expect(readsOn({ rows: 30, last: 12, asked: 25 })).toBe(true);
});

test("after a page that added no row it does not: all pages would be read for nothing", () => {
  expect(readsOn({ rows: 3, last: 2, asked: 0 })).toBe(true);
  expect(readsOn({ rows: 3, last: 2, asked: 3 })).toBe(false);
  expect(readsOn({ rows: 2, last: 1, asked: 3 })).toBe(false);
  expect(readsOn({ rows: 4, last: 3, asked: 3 })).toBe(true);
});

test("an empty list asks for nothing", () => {
  expect(readsOn({ rows: 0, last: 0, asked: -1 })).toBe(false);
});
