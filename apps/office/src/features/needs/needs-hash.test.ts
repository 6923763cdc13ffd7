import { expect, test } from "vitest";
import { readNeedsHash } from "./needs-hash";

test.each([
  ["#needs", ""],
  ["#needs=approval%3Aa1", "approval:a1"],
  // A broken link opens the panel, and breaks no page.
  ["#needs=%", ""],
  ["", undefined],
  ["#needs2=a", undefined],
])("%s opens %s", (hash, key) => {
  expect(readNeedsHash(hash)).toBe(key);
});
