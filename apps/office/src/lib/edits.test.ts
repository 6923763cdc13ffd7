import { expect, it } from "vitest";
import { differing } from "./edits";

const NOW = { leader: "ann", usd: "5", fallback: [{ provider: "demo" }] };

it("keeps only the fields that differ from what is stored", () => {
  expect(differing(NOW, { leader: "bo", usd: "5", fallback: [{ provider: "demo" }] })).toEqual({
    leader: "bo",
  });
});

it("a field that is set back is no edit", () => {
  expect(differing(NOW, { usd: "5" })).toBeUndefined();
  expect(differing(NOW, {})).toBeUndefined();
});

it("a field that nobody touched follows what others store meanwhile", () => {
  const edits = differing(NOW, { usd: "6" });
  expect({ ...NOW, leader: "cy", ...edits }).toMatchObject({ leader: "cy", usd: "6" });
});
