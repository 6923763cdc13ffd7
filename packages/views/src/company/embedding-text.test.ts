import { EMBEDDING_PROBLEMS } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { en } from "../words/en.js";
import { zh } from "../words/zh.js";
import { embeddingText } from "./embedding-text.js";

const state = { model: "m1", documents: 3, embedded: 3, problem: null };

test("the search by meaning says whether all notes have vectors", () => {
  expect(embeddingText(state)).toBe(
    "Recall compares meanings too (m1): all 3 notes and documents have vectors.",
  );
  expect(embeddingText({ ...state, embedded: 1 })).toBe(
    "Recall compares meanings too (m1): 1 of 3 notes and documents has vectors, the others follow.",
  );
});

test("each problem has its own sentence in each language", () => {
  for (const words of [en, zh]) {
    const said = EMBEDDING_PROBLEMS.map((problem) => embeddingText({ ...state, problem }, words));
    expect(new Set(said).size).toBe(EMBEDDING_PROBLEMS.length);
  }
});
