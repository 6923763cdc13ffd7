import { expect, it } from "vitest";
import { seesPictures } from "./vision.js";

it.each([
  ["claude-sonnet-4-6", true],
  ["anthropic/claude-opus-4-6", true],
  ["claude-2.1", false],
  ["gpt-4o-mini", true],
  ["o3-mini", false],
  ["Qwen/Qwen2.5-VL-7B-Instruct", true],
  ["llama3.2", false],
  ["some-model", false],
])("%s sees pictures: %s", (model, sees) => {
  expect(seesPictures(model)).toBe(sees);
});
