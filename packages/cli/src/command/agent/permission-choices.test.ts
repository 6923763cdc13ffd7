import { PERMISSION_MODES } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { PERMISSION_CHOICES } from "./permission-choices.js";

test("commands offer every permission mode", () => {
  expect([...PERMISSION_CHOICES].sort()).toEqual([...PERMISSION_MODES].sort());
});
