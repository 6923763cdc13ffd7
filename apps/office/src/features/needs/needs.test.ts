import { partial } from "@tinyagi/testkit/partial";
import { needsOf } from "@tinyagi/views";
import { describe, expect, test } from "vitest";
import type { Approval, DeadLetter } from "../../lib/queries";
import {
  type FailureGroup,
  growthOf,
  keyHref,
  nextKey,
  partOf,
  shortNeed,
  subAgentName,
  titleOf,
  toItems,
  toNotice,
  unseen,
} from "./needs";

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
    toItems({ needs: needsOf([approval as Approval], letters), held: [], dead: [] }).map((item) =>
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

  test("are one card too when most of them are older than what was read", () => {
    const dead = [
      { agent: "writer", errorClass: "auth" as const, count: 40 },
      { agent: "lead", errorClass: "invalid" as const, count: 2 },
    ];
    const items = toItems({ needs: needsOf([], [failed(1)]), held: [], dead });
    expect(items.map(({ key }) => key)).toEqual(["dead-writer-auth", "dead-lead-invalid"]);
    expect(items.map((item) => titleOf(item, (agent) => agent))).toEqual([
      "writer: 40 messages failed with the same kind of problem",
      "lead: 2 messages failed with the same kind of problem",
    ]);
  });

  test("stay cards of their own when they are few, or failed in other ways", () => {
    const letters = [failed(1), failed(2), failed(3), failed(4, { errorClass: "invalid" })];
    expect(cards(letters)).toEqual(["ask_1", "dead-1", "dead-2", "dead-3", "dead-4"]);
  });
});

test("a provider that holds messages is a card like others, after the questions", () => {
  const pause = {
    provider: "anthropic",
    state: "paused" as const,
    until: 5,
    class: "auth" as const,
    reason: "No.",
  };
  const items = toItems({
    needs,
    held: [{ kind: "provider", key: "provider-anthropic", pause }],
    dead: [],
  });
  expect(items.map(({ key }) => key)).toEqual(["ask_1", "provider-anthropic", "dead-7"]);
  expect(items.map((item) => titleOf(item, () => "Coder"))).toEqual([
    "Coder: Red or\\u202e blue?",
    "Messages wait for anthropic",
    "Coder: The key was refused.",
  ]);
});

test("a card grows with each failure of its group, and with each new pause of its provider", () => {
  const group = partial<FailureGroup>({ kind: "failures", key: "g", at: 7, count: 4 });
  const pause = { provider: "x", state: "paused" as const, until: 5, class: "auth" as const, reason: "No." };
  const held = (since?: number) => ({
    kind: "provider" as const,
    key: "p",
    wait: { kind: "provider" as const, key: "p", pause: Object.assign({ since }, pause) },
  });
  expect([group, held(3), held(), needs[0]].map((item) => item && growthOf(item))).toEqual([
    [4, 7],
    [3],
    [0],
    [],
  ]);
});

describe("what a need belongs to", () => {
  test("is a sub-agent by its own name, and no name for an agent itself", () => {
    expect(subAgentName({ nodeId: "root/rules/nl" })).toBe("nl");
    for (const nodeId of [null, "root"]) expect(subAgentName({ nodeId })).toBeUndefined();
  });

  test("is a part of a run that can be run again from there, once it has run", () => {
    const work = {
      conversationId: "conv_1",
      asked: "x",
      rootRunId: "run_1",
      runId: "run_2",
      nodeId: "root/check",
    };
    expect(partOf(work)).toEqual({ id: "run_2", from: "root/check" });
    expect(partOf({ ...work, runId: null })).toBeUndefined();
    expect(partOf(undefined)).toBeUndefined();
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
