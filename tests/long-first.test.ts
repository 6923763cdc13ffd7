import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { LONG_FILES } from "./support/long-first.js";

test("the files that start first exist", () => {
  const absent = LONG_FILES.filter(
    (file) => !existsSync(fileURLToPath(new URL(`../${file}`, import.meta.url))),
  );
  expect(absent).toEqual([]);
});
