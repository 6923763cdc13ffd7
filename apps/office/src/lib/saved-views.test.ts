import { afterEach, describe, expect, it, vi } from "vitest";
import {
  readViews,
  renamed,
  type SavedView,
  saveViews,
  toView,
  useSavedViews,
  viewHref,
  withDefault,
  withView,
} from "./saved-views";

const failed: SavedView = { page: "runs", name: "Failed", query: "status=failed" };
const mine: SavedView = { page: "tasks", name: "Mine", query: "assignee=writer" };

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("a saved view", () => {
  it("is what the address chooses, in one order, without the row that is open", () => {
    expect(toView("runs", "?at=run_1&status=failed&q=back+up&run=&sort=cost")).toBe(
      "q=back+up&status=failed&sort=cost",
    );
    expect(toView("tasks", "task=t1&projects=1")).toBe("");
    expect(viewHref(failed)).toBe("/runs?status=failed");
    expect(viewHref({ page: "logs", query: "" })).toBe("/logs");
  });

  it("has the way in which its page is looked at, also where only the browser remembers it", () => {
    expect(toView("tasks", "?q=rent", "board")).toBe("q=rent&view=board");
    expect(toView("tasks", "?q=rent&view=table", "board")).toBe("q=rent&view=table");
    expect(toView("runs", "?q=rent", "board")).toBe("q=rent");
  });

  it("takes the place of the one of its page that has its name", () => {
    const views = withView([failed, mine], { ...failed, query: "status=failed&span=day" });
    expect(views).toEqual([{ ...failed, query: "status=failed&span=day" }, mine]);
    expect(withView(views, { ...mine, name: "Failed" })).toHaveLength(3);
  });

  it("drops the oldest view of its page when there are too many, and none of another page", () => {
    const many = Array.from({ length: 30 }, (_, i): SavedView => ({ ...failed, name: `View ${i}` }));
    const views = many.reduce<readonly SavedView[]>(withView, [mine]);
    expect(views).toHaveLength(25);
    expect(views[0]).toBe(mine);
    expect(views[1]?.name).toBe("View 6");
  });

  it("is renamed in its place, and replaces one that has the name", () => {
    const other = { ...failed, name: "Broken" };
    expect(renamed([failed, other, mine], failed, "Broken")).toEqual([{ ...failed, name: "Broken" }, mine]);
  });

  it("opens with its page, which has one such view, until it is chosen again", () => {
    const other = { ...failed, name: "Broken" };
    const once = withDefault([failed, other, mine], failed);
    expect(once.map(({ isDefault }) => isDefault)).toEqual([true, undefined, undefined]);
    const twice = withDefault(once, once[1] as SavedView);
    expect(twice.map(({ isDefault }) => isDefault)).toEqual([undefined, true, undefined]);
    expect(withDefault(twice, twice[1] as SavedView)).toEqual([failed, other, mine]);
  });
});

describe("what the browser kept of them", () => {
  it("is read again", () => {
    expect(readViews(JSON.stringify([{ ...failed, isDefault: true }, mine]))).toEqual([
      { ...failed, isDefault: true },
      mine,
    ]);
  });

  it.each([
    ...["{", "7", "null", '[1,null,{"page":"runs"}]', '[{"page":"constructor","name":"a","query":""}]'],
    `[{"page":"runs","name":"a","query":"${"q=x".padEnd(3_000, "x")}"}]`,
  ])("is nothing when it is %s", (text) => {
    expect(readViews(text)).toEqual([]);
  });

  it("leads only to parts of its own page", () => {
    const [view] = readViews('[{"page":"runs","name":"a","query":"status=failed&run=x&next=//evil"}]');
    expect(view && viewHref(view)).toBe("/runs?status=failed");
  });

  it("lasts as long as the page in a browser that keeps nothing", () => {
    vi.stubGlobal("localStorage", {
      setItem: () => {
        throw new Error("refused");
      },
    });
    saveViews([failed]);
    expect(useSavedViews.getState()).toEqual([failed]);
  });
});
