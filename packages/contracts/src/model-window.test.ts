import { expect, test } from "vitest";
import { getContextWindow } from "./model-window.js";

test.each([
  ["claude-sonnet-4-5-20250929", 200_000],
  ["gpt-4-turbo-2024", 128_000],
  ["gpt-4-0613", 8_192],
  ["gpt-5-mini", 272_000],
  ["google/gemini-2.5-pro", 1_000_000],
  ["Claude-Opus-4", 200_000],
  ["a-model-of-mine", 128_000],
  ["constructor", 128_000],
  ["", 128_000],
])("the window of %s is %i tokens", (model, window) => {
  expect(getContextWindow(model)).toBe(window);
});
