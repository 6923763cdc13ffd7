import { expect, it } from "vitest";
import { PAGES } from "./pages";

it("each page has an address and a letter of its own", () => {
  for (const part of ["path", "key", "id"] as const)
    expect(new Set(PAGES.map((page) => page[part])).size).toBe(PAGES.length);
});
