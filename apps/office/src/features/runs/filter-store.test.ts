import { afterEach, describe, expect, it, vi } from "vitest";
import { readFilters, toggled, writeFilters } from "./filter-store";

/** A browser's storage. */
function stub(store: Map<string, string>, refuses = false): void {
  const check = (): void => {
    if (refuses) throw new Error("refused");
  };
  vi.stubGlobal("localStorage", {
    getItem(key: string) {
      check();
      return store.get(key) ?? null;
    },
    setItem(key: string, value: string) {
      check();
      store.set(key, value);
    },
  });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("saved filters", () => {
  it("are there at the next visit, and go when they are removed", () => {
    stub(new Map());
    expect(readFilters()).toEqual([]);
    writeFilters(toggled(readFilters(), "status=failed"));
    writeFilters(toggled(readFilters(), "agent=writer"));
    expect(readFilters()).toEqual(["status=failed", "agent=writer"]);
    writeFilters(toggled(readFilters(), "status=failed"));
    expect(readFilters()).toEqual(["agent=writer"]);
  });

  it("are at most twelve: the oldest one gives way", () => {
    const many = Array.from({ length: 20 }, (_, i) => `agent=a${i}`).reduce<readonly string[]>(toggled, []);
    expect(many).toHaveLength(12);
    expect(many[0]).toBe("agent=a8");
  });

  it.each(["{", "7", '[1,{"a":2}]'])("of a storage that holds %s are none", (text) => {
    stub(new Map([["tinyoffice.run-filters", text]]));
    expect(readFilters()).toEqual([]);
  });

  it("work without a storage until the page is closed", () => {
    stub(new Map(), true);
    expect(readFilters()).toEqual([]);
    expect(writeFilters(["status=failed"])).toEqual(["status=failed"]);
  });
});
