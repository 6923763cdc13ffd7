import { expect, it } from "vitest";
import { isOwnZone } from "./zone";

it("a zone is the reader's by its clock, not by its spelling; an unknown one is another", () => {
  expect(isOwnZone("Europe/Berlin", "Europe/Berlin")).toBe(true);
  expect(isOwnZone("europe/berlin", "Europe/Berlin")).toBe(true);
  expect(isOwnZone("Asia/Tokyo", "Europe/Berlin")).toBe(false);
  expect(isOwnZone("Mars/Olympus", "Europe/Berlin")).toBe(false);
});
