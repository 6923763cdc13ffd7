import { expect, test } from "vitest";
import { isMissingFile, mayLoadAgain } from "./missing-files";

test("a page loads itself again once, and once more only after a minute", () => {
  const now = 1_000_000;
  expect(mayLoadAgain(Number.NaN, now)).toBe(true);
  expect(mayLoadAgain(now - 1_000, now)).toBe(false);
  expect(mayLoadAgain(now - 60_000, now)).toBe(true);
  // A clock that was set back keeps nobody from help.
  expect(mayLoadAgain(now + 5_000, now)).toBe(true);
});

test("only a file that is gone counts as missing, however the browser calls it", () => {
  const chunk = Object.assign(new Error("Failed to load chunk /_next/a.js"), { name: "ChunkLoadError" });
  expect(isMissingFile(chunk)).toBe(true);
  expect(isMissingFile(new TypeError("Failed to fetch dynamically imported module: http://x/a.js"))).toBe(
    true,
  );
  expect(isMissingFile(new TypeError("x is undefined"))).toBe(false);
  expect(isMissingFile("chunk")).toBe(false);
});
