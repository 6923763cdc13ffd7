import type { EmbeddingState } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { toFinding } from "./embedding-check.js";

const state: EmbeddingState = { model: "m1", documents: 2, embedded: 2, problem: null };

test("vectors that work are fine, and a problem is a warning that names the settings", () => {
  expect(toFinding(state)).toMatchObject({ level: "ok", message: expect.stringContaining("all 2") });
  expect(toFinding({ ...state, embedded: 1, problem: "login" })).toMatchObject({
    level: "warning",
    message: expect.stringContaining("refuses the key"),
    hint: expect.stringContaining("recall.embedding"),
  });
});
