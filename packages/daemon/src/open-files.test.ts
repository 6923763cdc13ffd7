import { expect, test } from "vitest";
import { openFilesRefusal } from "./open-files.js";

test("255 open files are refused with one line and exit code 71, and 256 are enough", () => {
  const refusal = openFilesRefusal(255);
  expect(refusal?.exitCode).toBe(71);
  expect(refusal?.message).toContain("255 open files");
  expect(refusal?.message).not.toContain("\n");
  expect(openFilesRefusal(256)).toBeUndefined();
});

test("an unlimited number is enough", () => {
  expect(openFilesRefusal(Number.POSITIVE_INFINITY)).toBeUndefined();
});

test("the limit of this process is read", () => {
  expect(openFilesRefusal()).toBeUndefined();
});
