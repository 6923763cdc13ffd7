import { expect, test } from "vitest";
import { readAuthorLabel, restoreLabel } from "./author-label.js";

test("whoever restored settings is read back as written, also an author that looks like a restore", () => {
  for (const by of ["operator", "agent:coder", "restore of 7 by browser", "a by b", ""])
    expect(readAuthorLabel(restoreLabel(12, by))).toEqual({ by, restored: 12 });
});

test.each(["operator", "restore of x by ann", "restore of 3", "restore of -1 by ann", ""])(
  "%j restored nothing",
  (label) => {
    expect(readAuthorLabel(label)).toEqual({ by: label });
  },
);
