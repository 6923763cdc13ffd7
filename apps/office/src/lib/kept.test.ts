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

it("unsent texts of other forms of an older version are found under their names of today", async () => {
  const browser = new Browser();
  browser.setItem("tinyoffice.draft.steer.run_1", "Use the other table");
  browser.setItem("tinyoffice.draft.new-schedule", '{"message":"Water the plants"}');
  vi.stubGlobal("localStorage", browser);
  const page = await reloaded();
  expect(page.readStored("steer.run_1")).toBe("Use the other table");
  expect(page.readStored("schedule.new")).toEqual({ message: "Water the plants" });
  const names = [...browser.kept.keys()];
  expect(names.sort()).toEqual(["tinyoffice.kept.schedule.new", "tinyoffice.kept.steer.run_1"]);
});

it("an answer to an agent is never in the browser's storage", async () => {
  const browser = new Browser();
  browser.setItem("tinyoffice.kept.answer.ask_1", '"typed before the update"');
  vi.stubGlobal("localStorage", browser);
  const page = await reloaded();
  page.keep("answer.ask_2", "The password is hunter2");
  expect(page.readStored("answer.ask_2")).toBe("The password is hunter2");
  expect(browser.length).toBe(0);
});

it("nothing that was typed is left after logging out, and settings of the look are", async () => {
  const browser = new Browser();
  browser.setItem("tinyoffice.settings.draft", "{}");
  browser.setItem("tinyoffice.theme", "dark");
  vi.stubGlobal("localStorage", browser);
  const page = await reloaded();
  page.keep("draft.c1", "Hello");
  page.keep("answer.ask_1", "No");
  browser.setItem("tinyoffice.draft.c2", "Written by another tab of an older version");
  const { logOut } = await import("./session");
  vi.stubGlobal("fetch", () => Promise.reject(new Error("The daemon does not run.")));
  vi.stubGlobal("location", { reload: () => undefined, origin: "http://127.0.0.1:3777" });
  await logOut(async () => undefined).catch(() => undefined);
  expect([...browser.kept.keys()]).toEqual(["tinyoffice.theme"]);
  expect(page.useAllKept.getState().size).toBe(0);
});

it("what another tab keeps or sends is the same here", async () => {
  let hear = (_: Partial<StorageEvent>): void => undefined;
  vi.stubGlobal("addEventListener", (_: string, listener: typeof hear) => {
    hear = listener;
  });
  vi.stubGlobal("localStorage", new Browser());
  const page = await reloaded();
  page.keep("draft.c1", "Hello");
  hear({ key: "tinyoffice.kept.draft.c2", newValue: '"There"' });
  hear({ key: "tinyoffice.kept.draft.c1", newValue: null });
  hear({ key: "tinyoffice.theme", newValue: "dark" });
  expect([...page.useAllKept.getState()]).toEqual([["draft.c2", "There"]]);
  hear({ key: null });
  expect(page.useAllKept.getState().size).toBe(0);
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
