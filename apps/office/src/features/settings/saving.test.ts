import { SETTINGS_CHANGES_MAX } from "@tinyagi/contracts";
import { expect, it } from "vitest";
import { canSave, onEnter } from "./saving";

const ONE = { changes: [{}], problems: {}, refusal: undefined, isSaving: false };

it("Enter shows the changes first, and saves only what is shown", () => {
  expect([onEnter(ONE, false), onEnter(ONE, true)]).toEqual(["show", "save"]);
  expect(onEnter({ ...ONE, changes: [] }, true)).toBeUndefined();
});

it("Enter saves neither twice nor with a known problem, which it shows", () => {
  const wrong = { ...ONE, problems: { "execution.maxAttempts": "Use 1 to 100." } };
  expect([onEnter(wrong, false), onEnter(wrong, true)]).toEqual(["show", undefined]);
  expect(onEnter({ ...ONE, isSaving: true }, true)).toBeUndefined();
});

it("what the daemon refused may be tried again; too much at once may not", () => {
  const refused = { ...ONE, problems: { "spawn.maxDepth": "Too deep." }, refusal: "Too deep." };
  expect(canSave(refused)).toBe(true);
  expect(canSave({ ...ONE, changes: Array.from({ length: SETTINGS_CHANGES_MAX + 1 }) })).toBe(false);
});
