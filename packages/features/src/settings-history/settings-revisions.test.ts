/** @requirement CONFIG-4 */
import { defaultSettings, type Settings } from "@tinyagi/contracts";
import type { SettingsAuthor, SettingsService } from "@tinyagi/home";
import { validateSettings } from "@tinyagi/home";
import { describe, expect, it } from "vitest";
import { decideChange } from "../../../home/src/settings/decide-change.js";
import { sameJson } from "../../../home/src/settings/json-tree.js";
import { createTempStore, type TempStore } from "../../../kernel/src/store/fixture.js";
import { createSettingsRevisions, unrecordedPaths } from "./settings-revisions.js";

const OPERATOR: SettingsAuthor = { kind: "operator", label: "operator" };
const BROWSER: SettingsAuthor = { kind: "browser", label: "browser" };

const withHops = (hops: number): Settings => validateSettings({ limits: { hops } });

function history({ store }: TempStore) {
  const state = { active: defaultSettings() };
  const add = (settings: unknown, author: string): number =>
    store.writeNow(() =>
      store.history.addRevision({ author, paths: "[]", content: JSON.stringify(settings), created_at: 1 }),
    );
  const settings: Pick<SettingsService, "update"> = {
    async update(author, mutate, options) {
      const { next } = decideChange(state.active, { author, mutate, options }, "/home/user");
      if (!sameJson(next, state.active)) {
        state.active = next;
        add(next, author.label);
      }
      return next;
    },
  };
  const revisions = createSettingsRevisions({ store, settings });
  return { revisions, state, add };
}

describe("a restore", () => {
  it("is a new revision that names the old one and the caller", async () => {
    await using temp = createTempStore();
    const { revisions, state, add } = history(temp);
    add(withHops(2), "file");
    add(withHops(3), "operator");
    expect(await revisions.restore(1, OPERATOR)).toBe(3);
    expect(state.active.limits.hops).toBe(2);
    expect(revisions.list({ limit: 10 }).map((row) => row.author)).toEqual([
      "restore of 1 by operator",
      "operator",
      "file",
    ]);
  });

  it("by a browser has the rights of a browser, and names it", async () => {
    await using temp = createTempStore();
    const { revisions, state, add } = history(temp);
    add({ ...defaultSettings(), server: { ...defaultSettings().server, auth: "none" } }, "operator");
    add(withHops(3), "operator");
    await expect(revisions.restore(1, BROWSER)).rejects.toMatchObject({
      code: "FORBIDDEN",
      details: [{ path: "server.auth" }],
    });
    expect(state.active.server.auth).toBe("token");
    expect(await revisions.restore(2, BROWSER)).toBe(3);
    expect(revisions.get(3).author).toBe("restore of 2 by browser");
    expect(await revisions.restore(1, OPERATOR)).toBe(4);
    expect(state.active.server.auth).toBe("none");
  });

  it("of the current settings records nothing", async () => {
    await using temp = createTempStore();
    const { revisions, add } = history(temp);
    add(defaultSettings(), "file");
    expect(await revisions.restore(1, OPERATOR)).toBeNull();
    expect(revisions.list({ limit: 10 })).toHaveLength(1);
  });
});

describe("pruning", () => {
  it("keeps the newest, and ids are never used again", async () => {
    await using temp = createTempStore();
    const { revisions, add } = history(temp);
    for (let hops = 1; hops <= 5; hops += 1) add(withHops(hops), "operator");
    const prune = (keep: number): number =>
      temp.store.writeNow(() => temp.store.history.pruneRevisions(keep));
    expect([prune(9), prune(2), prune(2)]).toEqual([0, 3, 0]);
    expect(revisions.list({ limit: 10 }).map((row) => row.id)).toEqual([5, 4]);
    expect(revisions.get(4)).toMatchObject({ previous: null, diff: [] });
    expect(() => revisions.get(3)).toThrow("No such revision");
    expect(prune(0)).toBe(2);
    expect(add(withHops(1), "operator")).toBe(6);
  });
});

describe("the settings found at a start", () => {
  const content = (settings: object): { content: string } => ({ content: JSON.stringify(settings) });

  it("are recorded when the history is empty or differs", () => {
    expect(unrecordedPaths(undefined, withHops(2))).toEqual([]);
    expect(unrecordedPaths(content(withHops(3)), withHops(2))).toEqual(["limits.hops"]);
    expect(unrecordedPaths(content({ no: "settings" }), withHops(2))).toEqual([]);
  });

  it("are no change when only defaults were added since", () => {
    expect(unrecordedPaths(content({ limits: { hops: 2 } }), withHops(2))).toBeNull();
  });
});
