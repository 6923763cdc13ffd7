import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createEffectQueue, runAll } from "./write-effects.js";

describe("effects of writes", () => {
  test("a commit returns the commit effects in order and forgets the rollback effects", () => {
    const effects = createEffectQueue();
    const calls: string[] = [];
    effects.afterCommit(() => calls.push("first"));
    effects.afterRollback(() => calls.push("undone"));
    effects.afterCommit(() => calls.push("second"));
    for (const run of effects.commit()) run();
    effects.rollBack();
    expect(calls).toEqual(["first", "second"]);
    expect(effects.commit()).toEqual([]);
  });

  test("a rollback to a mark takes back only what came after it", () => {
    const effects = createEffectQueue();
    const calls: string[] = [];
    effects.afterCommit(() => calls.push("kept"));
    effects.afterRollback(() => calls.push("undo kept"));
    const mark = effects.mark();
    effects.afterCommit(() => calls.push("dropped"));
    effects.afterRollback(() => calls.push("undo 1"));
    effects.afterRollback(() => calls.push("undo 2"));
    effects.rollBack(mark);
    expect(calls).toEqual(["undo 2", "undo 1"]);
    for (const run of effects.commit()) run();
    expect(calls.slice(2)).toEqual(["kept"]);
  });

  test("a rollback effect that throws does not stop the others and does not run again", () => {
    const effects = createEffectQueue();
    const calls: string[] = [];
    effects.afterRollback(() => calls.push("last"));
    effects.afterRollback(() => {
      throw new Error("bug");
    });
    effects.afterRollback(() => calls.push("first"));
    expect(() => effects.rollBack()).toThrow(AggregateError);
    expect(calls).toEqual(["first", "last"]);
    expect(() => effects.rollBack()).not.toThrow();
  });

  test("all callbacks that fail are reported together", () => {
    const fail = (message: string) => () => {
      throw new Error(message);
    };
    const thrown = (): unknown => {
      try {
        runAll([fail("one"), () => {}, fail("two")], "Some failed.");
      } catch (error) {
        return error;
      }
      return undefined;
    };
    expect(thrown()).toMatchObject({
      message: "Some failed.",
      errors: [{ message: "one" }, { message: "two" }],
    });
    expect(() => runAll([], "None failed.")).not.toThrow();
  });
});

test("a counter whose increments are taken back on rollback counts exactly the committed work", () => {
  const step = fc.record({ add: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(fc.record({ steps: fc.array(step, { maxLength: 6 }), breaks: fc.boolean() })),
      (groups) => {
        const effects = createEffectQueue();
        let counted = 0;
        let committed = 0;
        let expected = 0;
        for (const { steps, breaks } of groups) {
          for (const { add, fails } of steps) {
            const mark = effects.mark();
            counted += add;
            effects.afterRollback(() => {
              counted -= add;
            });
            effects.afterCommit(() => {
              committed += add;
            });
            if (fails) effects.rollBack(mark);
            else if (!breaks) expected += add;
          }
          if (breaks) effects.rollBack();
          else for (const run of effects.commit()) run();
        }
        expect([counted, committed]).toEqual([expected, expected]);
      },
    ),
  );
});
