import { ROUTES } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { EARLY_SCRIPT } from "./early-status";

test("the early question is the one that the page asks later", () => {
  expect(EARLY_SCRIPT).toContain(`fetch("${ROUTES.queueStatus.path}")`);
});
