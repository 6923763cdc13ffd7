import { expect, it } from "vitest";
import { diffTexts } from "./difference";

it("two texts differ in what stands between their common beginning and end", () => {
  expect(diffTexts("Write the bad notes now", "Write the good long notes now")).toEqual([
    { before: "Write the ", own: "bad ", after: "notes now" },
    { before: "Write the ", own: "good long ", after: "notes now" },
  ]);
  expect(diffTexts("same", "same")[0]).toEqual({ before: "same", own: "", after: "" });
  expect(diffTexts("", "new text")[1]).toEqual({ before: "", own: "new text", after: "" });
  expect(diffTexts("a a", "a a a").map(({ own }) => own)).toEqual(["", "a "]);
  expect(diffTexts("写说明", "写好说明")[1].own).toBe("好");
});
