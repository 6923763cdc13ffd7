import { expect, test } from "vitest";
import { scheduleLabelSchema } from "./schedule-routes.js";

test.each(["Last night's backups", "Last night\u2019s backups", "L'été", "stand-up #2"])(
  "a schedule may be called %s",
  (label) => {
    expect(scheduleLabelSchema.safeParse(label).success).toBe(true);
  },
);

test.each(["'quoted'", "'", "a ", "two\nlines", "a`b", 'a"b', "$(a)", ""])(
  "a schedule is not called %j",
  (label) => {
    expect(scheduleLabelSchema.safeParse(label).success).toBe(false);
  },
);
