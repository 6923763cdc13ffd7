import { afterEach, expect, it, vi } from "vitest";
import { forgetSaved, keep, readStored, useAllKept } from "./kept";

it("a text is kept by its name until it is saved", async () => {
  const heard: unknown[] = [];
  const end = useAllKept.subscribe(() => heard.push(readStored("soul.ann")));
  keep("soul.ann", "calm");
  keep("soul.bo", "loud");
  await forgetSaved("soul.ann", Promise.resolve());
  expect([readStored("soul.ann"), readStored("soul.bo")]).toEqual([undefined, "loud"]);
  end();
  keep("soul.bo", undefined);
  expect(heard).toEqual(["calm", "calm", undefined]);
});

it("what is typed while a text is saved stays, and so does a text that was refused", async () => {
  keep("soul.ann", "calm");
  const saving = forgetSaved("soul.ann", Promise.resolve());
  keep("soul.ann", "calm and kind");
  await saving;
  expect(readStored("soul.ann")).toBe("calm and kind");
  const refused = forgetSaved("soul.ann", Promise.reject(new Error("The disk is full.")));
  await expect(refused).rejects.toThrow("The disk is full.");
  expect(readStored("soul.ann")).toBe("calm and kind");
});

class Browser {
  readonly kept = new Map<string, string>();
  get length(): number {
    return this.kept.size;
  }
  key = (at: number) => [...this.kept.keys()][at] ?? null;
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
  removeItem = (key: string) => void this.kept.delete(key);
}

/** The page as it is after a reload. */
async function reloaded(): Promise<typeof import("./kept")> {
  vi.resetModules();
  return import("./kept");
}

afterEach(() => vi.unstubAllGlobals());

it("what is typed is there after a reload, until it is sent or discarded", async () => {
  const browser = new Browser();
  vi.stubGlobal("localStorage", browser);
  const before = await reloaded();
  before.keep("new-task", { title: "Label the jars" });
  before.keep("draft.c1", "Hello\nthere");
  before.keep("draft.c2", "sent");
  before.keep("draft.c2", undefined);
  const after = await reloaded();
  expect(after.readStored("new-task")).toEqual({ title: "Label the jars" });
  expect(after.readStored("draft.c1")).toBe("Hello\nthere");
  expect(after.readStored("draft.c2")).toBeUndefined();
  after.keep("new-task", undefined);
  after.keep("draft.c1", undefined);
  expect(browser.length).toBe(0);
});

it("a text that an older version kept is still there, and one that nobody can read is not", async () => {
  const browser = new Browser();
  browser.setItem("tinyoffice.draft.c1", "Written before [the update");
  browser.setItem("tinyoffice.kept.broken", "{");
  vi.stubGlobal("localStorage", browser);
  const page = await reloaded();
  expect(page.readStored("draft.c1")).toBe("Written before [the update");
  expect(page.readStored("broken")).toBeUndefined();
  page.keep("draft.c1", undefined);
  expect(browser.getItem("tinyoffice.draft.c1")).toBeNull();
});

it("a browser that keeps nothing loses only what a reload would", async () => {
  vi.stubGlobal("localStorage", {
    length: 0,
    setItem: () => {
      throw new Error("The quota is exceeded.");
    },
  });
  const page = await reloaded();
  page.keep("new-task", { title: "Label" });
  expect(page.readStored("new-task")).toEqual({ title: "Label" });
});
