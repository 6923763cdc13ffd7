/** State that parts of the office share is in stores of one library, or in the browser; no file writes its own store. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The browser is their store: the time, a media query, the address, the permission to notify. */
const OF_THE_BROWSER = [
  "features/needs/notifications.ts",
  "lib/clock.ts",
  "lib/use-media.ts",
  "lib/use-param.ts",
];

test("only files that read the browser subscribe by hand", () => {
  const root = import.meta.dirname;
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  const byHand = files
    .filter((file) => /\.tsx?$/.test(file) && !file.includes(".test."))
    .filter((file) => readFileSync(join(root, file), "utf8").includes("useSyncExternalStore"));
  expect(byHand.sort()).toEqual(OF_THE_BROWSER);
});
