/**
 * The command that a refusal names lets the work continue.
 *
 * @requirement BUDGET-3
 */
import { BUDGET_RESOURCES } from "@tinyagi/contracts";
import { exceededText } from "@tinyagi/views";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Amounts, fromSettings, NOTHING, plus } from "./amounts.js";
import { type Account, ONE_RUN, refusesRun, stopsRun } from "./decide.js";
import { toFact } from "./fact.js";

const amounts = (max: number) =>
  fc
    .record({ tokens: fc.nat(max), usd: fc.nat(max), runs: fc.nat(max), minutes: fc.nat(max) })
    .map((each): Amounts => each);
/** Some resources have no limit. */
const limits = fc
  .record({
    set: amounts(10_000),
    has: fc.record({ tokens: fc.boolean(), usd: fc.boolean(), runs: fc.boolean(), minutes: fc.boolean() }),
  })
  .map(({ set, has }): Amounts => {
    const each = BUDGET_RESOURCES.map((name) => [name, has[name] ? set[name] : Number.POSITIVE_INFINITY]);
    return Object.fromEntries(each) as Amounts;
  });
const accounts = fc.record({
  scope: fc.constantFrom("day", "agent:coder", "conversation:c1"),
  period: fc.constant("2026-11-25"),
  limit: limits,
  used: amounts(50_000),
  reserved: amounts(100),
  onLimit: fc.constant("stop" as const),
  warned: fc.boolean(),
  noticed: fc.boolean(),
});

/** What the options of the command in a sentence say. */
function raiseIn(sentence: string): Amounts {
  const command = /`tinyagi budget extend \S+((?: --[a-z]+ [\d.e+-]+)+)`/.exec(sentence)?.[1] ?? "";
  const options = [...command.matchAll(/--([a-z]+) (\S+)/g)].map(([, name, value]) => [name, Number(value)]);
  return fromSettings(Object.fromEntries(options), 0);
}

test("the amounts of the command leave room for a run", () => {
  fc.assert(
    fc.property(accounts, (given) => {
      const account: Account = { ...given, base: given.limit };
      for (const reached of [refusesRun(account, ONE_RUN, NOTHING), stopsRun(account)]) {
        if (reached === undefined) continue;
        const raised = {
          ...account,
          limit: plus(account.limit, raiseIn(exceededText(toFact(reached, "refused")))),
        };
        expect(refusesRun(raised, ONE_RUN, NOTHING)).toBeUndefined();
      }
    }),
  );
});
