import { type ConversationLimits, conversationLimitsSchema } from "@tinyagi/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDirectory } from "./directory.js";
import { office, settingsWith } from "./fixture.js";
import { decideHandoffs, type HandoffFacts, pairKey } from "./handoff-decision.js";

interface Case {
  from?: string;
  limits?: Partial<ConversationLimits>;
  facts?: Partial<HandoffFacts>;
  directory?: ReturnType<typeof office>;
}

function decide(handoffs: [string, string][], options: Case = {}) {
  return decideHandoffs({
    from: options.from ?? "coder",
    directory: options.directory ?? office(),
    limits: { ...conversationLimitsSchema.parse({}), ...options.limits },
    facts: {
      hop: 0,
      messageCount: 1,
      startedAt: 0,
      now: 0,
      fannedOut: 0,
      pairCounts: new Map(),
      ...options.facts,
    },
    handoffs: handoffs.map(([targets, text]) => ({ targets: targets.split(","), text })),
  });
}

const crowd = () => {
  const ids = Array.from({ length: 30 }, (_, index) => `a${index}`);
  const [first = "a0", ...others] = ids;
  return createDirectory(
    settingsWith(Object.fromEntries(ids.map((id) => [id, id])), { all: [first, ...others] }),
  );
};

describe("targets", () => {
  it("must share a team with the author; the first shared team counts", () => {
    expect(
      decide(
        [
          ["writer", "a"],
          ["coder", "b"],
        ],
        { from: "reviewer" },
      ).accepted,
    ).toEqual([
      { to: "writer", teamId: "docs", text: "a" },
      { to: "coder", teamId: "dev", text: "b" },
    ]);
    const twice = createDirectory(
      settingsWith({ a: "A", b: "B" }, { none: ["a"], first: ["b", "a"], second: ["a", "b"] }),
    );
    expect(decide([["b", "x"]], { from: "a", directory: twice }).accepted).toMatchObject([
      { teamId: "first" },
    ]);
  });

  it("may be names, in any case", () => {
    expect(
      decide(
        [
          ["ann smith", "a"],
          ["ANN", "b"],
        ],
        { from: "reviewer" },
      ).accepted,
    ).toMatchObject([{ to: "writer" }, { to: "kim" }]);
  });

  it("are denied when they are unknown, the author itself or in no shared team", () => {
    expect(decide([["nobody,coder,kim,constructor", "x"]])).toEqual({
      accepted: [],
      denied: [
        { to: "nobody", why: { code: "handoff.unknown", name: "nobody", near: null } },
        { to: "coder", why: { code: "handoff.self" } },
        { to: "kim", why: { code: "handoff.no_team", from: "coder", to: "kim" } },
        { to: "constructor", why: { code: "handoff.unknown", name: "constructor", near: null } },
      ],
      limited: [],
    });
  });

  it("are denied when the author no longer exists", () => {
    expect(decide([["reviewer", "x"]], { from: "gone" })).toMatchObject({
      accepted: [],
      denied: [{ to: "reviewer" }],
    });
  });

  it("get all their texts in one message", () => {
    expect(
      decide([
        ["reviewer,reviewer", "one"],
        ["Reviewer", "two"],
      ]).accepted,
    ).toEqual([{ to: "reviewer", teamId: "dev", text: "one\n\ntwo" }]);
  });

  it("that are too long are shortened in the reason", () => {
    const { denied } = decide([["x".repeat(1_000), "a"]]);
    expect(denied[0]?.to).toHaveLength(65);
    expect(decide([[Array.from({ length: 500 }, (_, i) => `n${i}`).join(","), "a"]]).denied).toHaveLength(64);
  });
});

describe("limits", () => {
  const ask: [string, string][] = [["reviewer", "x"]];

  it("of hops: a row of handoffs may be as long as the limit", () => {
    expect(decide(ask, { facts: { hop: 7 } }).accepted).toHaveLength(1);
    expect(decide(ask, { facts: { hop: 8 } })).toEqual({
      accepted: [],
      denied: [],
      limited: [{ code: "LIMIT_HOPS", to: "reviewer", limit: 8 }],
    });
    expect(decide(ask, { limits: { hops: 0 } }).accepted).toEqual([]);
  });

  it("of messages: handoffs accepted earlier in the same output count", () => {
    const { accepted, limited } = decide([["a1,a2,a3", "x"]], {
      from: "a0",
      directory: crowd(),
      facts: { messageCount: 48 },
    });
    expect(accepted.map(({ to }) => to)).toEqual(["a1", "a2"]);
    expect(limited).toEqual([{ code: "LIMIT_MESSAGES", to: "a3", limit: 50 }]);
  });

  it("of fan-out: only distinct targets that pass the other limits count", () => {
    const all = Array.from({ length: 30 }, (_, index) => `a${index}`).join(",");
    const { accepted, denied, limited } = decide(
      [
        [`nobody,${all}`, "x"],
        [all, "y"],
      ],
      {
        from: "a0",
        directory: crowd(),
      },
    );
    expect(accepted).toHaveLength(16);
    expect(accepted.every(({ text }) => text === "x\n\ny")).toBe(true);
    expect(denied).toHaveLength(2);
    expect(limited).toHaveLength(13);
    expect(limited.every(({ code }) => code === "LIMIT_FAN_OUT")).toBe(true);
  });

  it("of duration: stops the whole output and is reported once", () => {
    const late = { startedAt: 1_000, now: 1_000 + 6 * 3_600_000 };
    expect(decide(ask, { facts: late }).accepted).toHaveLength(1);
    expect(
      decide([["writer,kim", "x"]], { from: "reviewer", facts: { ...late, now: late.now + 1 } }),
    ).toEqual({
      accepted: [],
      denied: [],
      limited: [{ code: "LIMIT_DURATION", to: null, limit: 21_600_000 }],
    });
  });

  it("of repeats: counts each pair and direction separately", () => {
    const counts = (pair: string) => ({ facts: { pairCounts: new Map([[pair, 4]]) } });
    expect(decide(ask, counts(pairKey("coder", "reviewer"))).limited).toEqual([
      { code: "LIMIT_PAIR_REPEATS", to: "reviewer", limit: 4 },
    ]);
    expect(decide(ask, counts(pairKey("reviewer", "coder"))).accepted).toHaveLength(1);
  });
});

it("every distinct target is in exactly one list", () => {
  const name = fc.constantFrom("a0", "a1", "a2", "a3", "a4", "nobody", "__proto__", "A1");
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.array(name, { minLength: 1 }), fc.string()), { maxLength: 10 }),
      fc.record({ hop: fc.nat(9), messageCount: fc.integer({ min: 1, max: 51 }) }),
      fc.record({ fanOut: fc.integer({ min: 1, max: 4 }), hops: fc.nat(8) }),
      (handoffs, facts, limits) => {
        const asked = handoffs.map(([names, text]): [string, string] => [names.join(","), text]);
        const decision = decide(asked, { from: "a0", directory: crowd(), facts, limits });
        const ended = [...decision.accepted, ...decision.denied, ...decision.limited].map(({ to }) => to);
        const distinct = new Set(handoffs.flatMap(([names]) => names.map((target) => target.toLowerCase())));
        expect(ended.toSorted()).toEqual([...distinct].toSorted());
        expect(decision.accepted.length).toBeLessThanOrEqual(limits.fanOut);
      },
    ),
  );
});
