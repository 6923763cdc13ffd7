import { expect, test } from "vitest";
import { createKeptAnswers } from "./kept-answers.js";

const LIMITS = { count: 3, bytes: 100 };
const keys = ["a", "b", "c", "d"] as const;

test("keeps those used last, within a number of answers", () => {
  const kept = createKeptAnswers(LIMITS);
  for (const key of ["a", "b", "c"] as const) kept.put(key, { etag: key, body: key, size: 1 });
  kept.get("a");
  kept.put("d", { etag: "d", body: "d", size: 1 });
  expect(keys.filter((key) => kept.get(key) !== undefined)).toEqual(["a", "c", "d"]);
});

test("keeps no more than a size of them, and counts one that is replaced once", () => {
  const kept = createKeptAnswers(LIMITS);
  for (let time = 0; time < 5; time += 1) kept.put("a", { etag: "a", body: "a", size: 60 });
  kept.put("b", { etag: "b", body: "b", size: 40 });
  expect(keys.filter((key) => kept.get(key) !== undefined)).toEqual(["a", "b"]);
  kept.put("c", { etag: "c", body: "c", size: 41 });
  expect(keys.filter((key) => kept.get(key) !== undefined)).toEqual(["b", "c"]);
  kept.put("d", { etag: "d", body: "d", size: 101 });
  expect(keys.filter((key) => kept.get(key) !== undefined)).toEqual([]);
});

test("forgets an answer that has no ETag any more", () => {
  const kept = createKeptAnswers(LIMITS);
  kept.put("a", { etag: "a", body: 1, size: 1 });
  kept.put("a", { etag: null, body: 2, size: 1 });
  expect(kept.get("a")).toBeUndefined();
});
