import { partial } from "@tinyagi/testkit/partial";
import { needsOf } from "@tinyagi/views";
import { describe, expect, test } from "vitest";
import type { Approval, DeadLetter } from "../../lib/queries";
import { countThings, keyHref, nextKey, shortNeed, subAgentName, toItems, toNotice, unseen } from "./needs";

const approval = { id: "ask_1", agent: "coder", createdAt: 1, kind: "question", title: "Red or\u202e blue?" };
const letter = { id: 7, timestamp: 2, failedReason: "The key was refused.", data: { agent: "coder" } };
const needs = needsOf([approval as Approval], [partial<DeadLetter>(letter)]);

test("what was there when the page was opened is not new", () => {
  expect(unseen(undefined, needs)).toEqual([]);
  expect(unseen(new Set(["ask_1"]), needs).map(({ key }) => key)).toEqual(["dead-7"]);
});

test("a notification says who wants what, with marks that would reorder it written out", () => {
  expect(needs.map((need) => toNotice(need, "Coder"))).toEqual([
    { title: "Coder asks you", body: "Red or\\u202e blue?" },
    { title: "A message of Coder failed", body: "The key was refused." },
  ]);
});

test("a reason of the daemon is a sentence", () => {
  const raw = { ...letter, failedReason: "the key expired" };
  const [need] = needsOf([], [partial<DeadLetter>(raw)]);
  if (need === undefined) throw new Error("The failure is missing.");
  for (const text of [shortNeed(need), toNotice(need, "Coder").body]) {
    expect(text).toMatch(/^The key expired\.$/);
  }
});

describe("equal failures", () => {
  const failed = (id: number, more: object = {}) =>
    partial<DeadLetter>({
      id,
      timestamp: 100 - id,
      errorClass: "auth",
      data: { agent: "writer" },
      ...more,
    });
  const cards = (letters: readonly DeadLetter[]) =>
    toItems(needsOf([approval as Approval], letters)).map((item) =>
      item.kind === "failures" ? [item.agent, item.errorClass, item.letters.length] : item.key,
    );

  test("are one card when there are more than three, in the place of the newest", () => {
    const other = failed(9, { data: { agent: "lead" } });
    expect(cards([failed(1), failed(2), other, failed(3), failed(4)])).toEqual([
      "ask_1",
      ["writer", "auth", 4],
      "dead-9",
    ]);
  });

  test("are counted one by one, so that the cards in view and those below add up", () => {
    const all = needsOf(
      [approval as Approval],
      [1, 2, 3, 4, 5, 6].map((id) => failed(id)),
    );
    const items = toItems(all);
    expect(items).toHaveLength(2);
    for (const shown of [0, 1, 2])
      expect(countThings(items.slice(0, shown)) + countThings(items.slice(shown))).toBe(all.length);
    expect(countThings(items.slice(1))).toBe(6);
  });

  test("stay cards of their own when they are few, or failed in other ways", () => {
    const letters = [failed(1), failed(2), failed(3), failed(4, { errorClass: "invalid" })];
    expect(cards(letters)).toEqual(["ask_1", "dead-1", "dead-2", "dead-3", "dead-4"]);
  });
});

describe("what a need belongs to", () => {
  test("is a sub-agent by its own name, and no name for an agent itself", () => {
    expect(subAgentName({ nodeId: "root/rules/nl" })).toBe("nl");
    for (const nodeId of [null, "root"]) expect(subAgentName({ nodeId })).toBeUndefined();
  });

  test("is, after a refused key, the place where the key is changed", () => {
    expect(keyHref("anthropic")).toBe("/settings?find=models.anthropic");
    expect(keyHref("custom:mock")).toBe("/settings?find=custom_providers");
  });
});

test("after an answer, the next card has the focus, and the last one after the end of the list", () => {
  expect(nextKey(["a", "b", "c"], "b", ["a", "c"])).toBe("c");
  expect(nextKey(["a", "b", "c"], "c", ["a", "b"])).toBe("b");
  expect(nextKey(["a", "b", "c"], "a", ["c", "d"])).toBe("c");
  expect(nextKey(["a"], "a", [])).toBeUndefined();
});
