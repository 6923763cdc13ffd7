import { expect, it } from "vitest";
import { differenceOf } from "./difference";

it("two texts differ in what stands between their common beginning and end", () => {
  expect(differenceOf("Write the bad notes now", "Write the good long notes now")).toEqual([
    { before: "Write the ", own: "bad ", after: "notes now" },
    { before: "Write the ", own: "good long ", after: "notes now" },
  ]);
  expect(differenceOf("same", "same")[0]).toEqual({ before: "same", own: "", after: "" });
  expect(differenceOf("", "new text")[1]).toEqual({ before: "", own: "new text", after: "" });
  expect(differenceOf("a a", "a a a").map(({ own }) => own)).toEqual(["", "a "]);
  expect(differenceOf("写说明", "写好说明")[1].own).toBe("好");
});
