import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinReplies, type ReplyEntry } from "./joined-reply.js";

const entry = (agentId: string, more: Partial<ReplyEntry> = {}): ReplyEntry => ({
  agentId,
  name: agentId.toUpperCase(),
  isLeader: false,
  order: 0,
  ...more,
});
const join = (entries: ReplyEntry[], notes: string[] = []): string => joinReplies({ entries, notes });

describe("an answer of one agent", () => {
  it("has no heading and ends with a signature", () => {
    expect(join([entry("coder", { text: " Done. \n" })])).toBe("Done.\n\n- [coder]");
  });

  it("has its notes before the signature", () => {
    expect(join([entry("coder", { text: "Done." })], ["Stopped by LIMIT_HOPS."])).toBe(
      "Done.\n\nStopped by LIMIT_HOPS.\n\n- [coder]",
    );
  });

  it("is signed when it only contains a file", () => {
    expect(join([entry("coder", { text: "" })])).toBe("- [coder]");
  });

  it("is replaced by an unsigned sentence of the host when the agent failed", () => {
    expect(join([entry("coder", { failure: "failed after 2 attempts: the model is overloaded." })])).toBe(
      "(@coder failed after 2 attempts: the model is overloaded.)",
    );
  });

  it("says why it is still missing", () => {
    expect(join([entry("coder", { waiting: "overloaded; TinyAGI retries it at 14:05 UTC" })])).toBe(
      "(@coder has not answered yet: overloaded; TinyAGI retries it at 14:05 UTC.)",
    );
  });

  it("without text is reported", () => {
    expect(join([entry("coder")])).toBe("(@coder gave no text.)");
  });
});

describe("answers of several agents", () => {
  it("have headings instead of signatures, leader first, then by first mention", () => {
    const reply = join([
      entry("kim", { order: 2, text: "Two." }),
      entry("ann", { order: 1, text: "One.", name: "Ann Smith" }),
      entry("lead", { order: 3, text: "All.", isLeader: true }),
    ]);
    expect(reply).toBe("@lead:\nAll.\n\n------\n\nAnn Smith (@ann):\nOne.\n\n------\n\n@kim:\nTwo.");
  });

  it("are followed by the agents that failed and those that are still missing", () => {
    const reply = join(
      [
        entry("a", { order: 1, text: "Fine." }),
        entry("b", { order: 2, failure: "failed: no key" }),
        entry("c", { order: 3, text: "Part.", failure: "cancelled: stopped" }),
        entry("d", { order: 4, waiting: "overloaded" }),
        entry("e", { order: 5, text: " " }),
      ],
      ["Note 1.", "Note 2."],
    );
    expect(reply.split("\n\n------\n\n")).toEqual([
      "@a:\nFine.",
      "@b:\n(failed: no key.)",
      "@c:\nPart.\n\n(cancelled: stopped.)",
      "@d:\n(has not answered yet: overloaded.)",
      "@e:\n(gave no text.)\n\nNote 1.\n\nNote 2.",
    ]);
  });

  it("do not change the caller's list", () => {
    const entries = [entry("b", { order: 2, text: "b" }), entry("a", { order: 1, text: "a" })];
    join(entries);
    expect(entries.map(({ agentId }) => agentId)).toEqual(["b", "a"]);
  });
});

it("notes alone make a reply", () => {
  expect(join([], ["Nobody could answer."])).toBe("Nobody could answer.");
});

describe("for any entries and notes", () => {
  const text = fc.option(fc.constantFrom("one", "two words", "- a\n- list", ""), { nil: undefined });
  const part = fc.record({
    agentId: fc.constantFrom("a", "b", "c", "d"),
    text,
    failure: text,
    isLeader: fc.boolean(),
    order: fc.nat(5),
  });
  const parts = fc.uniqueArray(part, { selector: ({ agentId }) => agentId, minLength: 1 });
  const entries = parts.map((list) =>
    list.map(({ agentId, isLeader, order, ...said }) =>
      entry(agentId, {
        isLeader,
        order,
        ...(said.text === undefined ? {} : { text: said.text }),
        ...(said.failure === undefined ? {} : { failure: `failed: ${said.failure}x` }),
      }),
    ),
  );

  it("the reply contains every agent, every text, every failure and every note", () => {
    fc.assert(
      fc.property(entries, fc.array(fc.constantFrom("Note 1.", "Note 2.")), (list, notes) => {
        const reply = join(list, notes);
        for (const { agentId, text: said, failure } of list) {
          expect(reply).toMatch(new RegExp(`(@|- \\[)${agentId}`));
          expect(reply).toContain(said ?? "");
          expect(reply).toContain(failure ?? "");
        }
        for (const note of notes) expect(reply).toContain(note);
      }),
    );
  });

  it("only a single answer is signed, and the order of the list does not matter", () => {
    fc.assert(
      fc.property(entries, (list) => {
        const signed = /\n?- \[[a-d]\]$/.test(join(list));
        expect(signed).toBe(list.length === 1 && list[0]?.text !== undefined);
        const ranks = new Set(list.map(({ isLeader, order }) => `${isLeader} ${order}`));
        if (ranks.size === list.length) expect(join(list.toReversed())).toBe(join(list));
      }),
    );
  });
});
