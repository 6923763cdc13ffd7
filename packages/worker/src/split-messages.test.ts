import { expect, test } from "vitest";
import { splitMessages } from "./split-messages.js";

const sizes = (messages: readonly string[]) => splitMessages(messages).map((part) => part.length);

test("messages travel together until they are too long or too many, in their order", () => {
  expect(sizes(["a", "b", "c"])).toEqual([3]);
  const long = "x".repeat(200_000);
  expect(sizes([long, "a", long, "b"])).toEqual([2, 2]);
  expect(sizes(Array.from({ length: 2_500 }, () => "a"))).toEqual([1_000, 1_000, 500]);
});

test("a message that is longer than all travels alone", () => {
  expect(sizes(["a", "x".repeat(1_000_000), "b"])).toEqual([1, 1, 1]);
});
