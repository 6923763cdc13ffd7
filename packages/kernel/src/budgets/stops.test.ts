/** What budgets stopped, as it is listed. */
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import type { BudgetStopRow } from "../store/statement/budget-stop-statements.js";
import type { BudgetParts } from "./parts.js";
import { listStops } from "./stops.js";

const NOON = new Date(2026, 10, 25, 12).getTime();

test.each([
  ["agent:coder", "run_1", "stopped: the daily budget of @coder is used up."],
  ["day", null, "not started: the budget of the day 2026-11-25 is used up."],
  ["conversation:c1", "run_1", "stopped: the budget of this conversation is used up."],
])("what %s stopped under an earlier release is told without advice", (scope, run, reason) => {
  const row = partial<BudgetStopRow>({
    kind: "user",
    text: "work",
    shared: null,
    context: null,
    failure: null,
    last_error: "stopped: $5 of $5. Raise it, and TinyAGI continues: /budget extend day --usd 5.",
    scope,
    stopped_run: run,
    stopped_at: NOON,
  });
  const budgets = partial<BudgetParts["store"]["budgets"]>({ stops: () => [row] });
  const parts = partial<BudgetParts>({
    store: partial<BudgetParts["store"]>({ budgets }),
    clock: partial<BudgetParts["clock"]>({ now: () => NOON }),
    ledger: partial<BudgetParts["ledger"]>({ account: () => undefined }),
  });
  expect(listStops(parts, 9)).toMatchObject([{ reason, fact: null }]);
});
