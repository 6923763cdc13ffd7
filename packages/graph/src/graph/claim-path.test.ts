/** Paths that agents claim for writing. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { claimPrefixes, normalizeClaim } from "./claim-path.js";

describe("a claim", () => {
  test.each([
    ["src/a.ts", "src/a.ts"],
    ["src//a", "src/a"],
    ["./src/./a/", "src/a"],
    [".", ""],
    ["./", ""],
    ["a..b/c", "a..b/c"],
    ["src/~x", "src/~x"],
    ["with space/é", "with space/é"],
  ])("%j is normalised to %j", (path, normal) => {
    expect(normalizeClaim(path)).toEqual({ path: normal });
  });

  test.each([
    ["../x", ".. is not allowed"],
    ["a/../../x", ".. is not allowed"],
    ["a/..", ".. is not allowed"],
    ["/etc/passwd", "absolute paths are not allowed"],
    ["C:/x", "absolute paths are not allowed"],
    ["c:x", "absolute paths are not allowed"],
    ["a\\b", "use / between segments"],
    ["\\\\server\\share", "use / between segments"],
    ["~/x", "paths start in the workspace, not in a home directory"],
    ["~root", "paths start in the workspace, not in a home directory"],
    ["", "an empty path claims nothing; use . for the whole workspace"],
    ["  ", "an empty path claims nothing; use . for the whole workspace"],
    ["a\0b", "control characters are not allowed"],
    ["a\nb", "control characters are not allowed"],
    ["\u007f", "control characters are not allowed"],
  ])("%j is refused", (path, refused) => {
    expect(normalizeClaim(path)).toEqual({ refused });
  });

  test("is the same after it was normalised once", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "b", ".", "..", "/", "x y"), { maxLength: 8 }), (parts) => {
        const once = normalizeClaim(parts.join(""));
        if ("refused" in once) return;
        expect(normalizeClaim(once.path === "" ? "." : once.path)).toEqual(once);
        expect(once.path.split("/")).not.toContain("..");
        expect(once.path.startsWith("/")).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

test("the prefixes of a path are all folders above it, the workspace first", () => {
  expect(claimPrefixes("a/b/c")).toEqual(["", "a", "a/b"]);
  expect(claimPrefixes("a")).toEqual([""]);
  expect(claimPrefixes("")).toEqual([]);
});
