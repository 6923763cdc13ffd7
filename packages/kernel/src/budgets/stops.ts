/** What budgets stopped and no raise continued: for people who look for work that is missing. */

import { localDay } from "@tinyagi/base";
import type { BudgetStop } from "@tinyagi/contracts";
import { stopText } from "@tinyagi/views";
import { renderPrompt } from "../message/render-prompt.js";
import { toFailureFact } from "../queue/failure-fact.js";
import type { BudgetStopRow } from "../store/statement/budget-stop-statements.js";
import { NOTHING } from "./amounts.js";
import { missing, ONE_RUN } from "./decide.js";
import type { BudgetParts } from "./parts.js";
import { CONTINUES_WITHIN_MS } from "./raise.js";
import { namedBudget, toKey } from "./scope.js";

/** Characters of a message in a list. */
const PREVIEW_CHARS = 300;

export type BudgetStopEntry = BudgetStop;

export function listStops({ store, clock, ledger }: BudgetParts, limit: number): BudgetStopEntry[] {
  const now = clock.now();
  return store.budgets.stops(limit).map((row) => {
    const { budget: fact } = toFailureFact(row) ?? {};
    const account = ledger.account(toKey(row.scope, localDay(now)));
    const isLate = row.stopped_at < now - CONTINUES_WITHIN_MS;
    return {
      id: row.id,
      messageId: row.message_id,
      conversationId: row.conversation_id,
      agent: row.agent_id,
      preview: renderPrompt(row).slice(0, PREVIEW_CHARS),
      title: row.title ?? "",
      runId: row.stopped_run,
      scope: row.scope,
      stoppedAt: row.stopped_at,
      reason: stopText(fact ?? toKnown(row)),
      fact: fact ?? null,
      raise: account === undefined || isLate ? null : missing(account, ONE_RUN, NOTHING),
    };
  });
}

/** Of a row of an earlier release, which has only a sentence: the short one is made anew. */
function toKnown({ scope, stopped_at: at, stopped_run: run }: BudgetStopRow) {
  const { budget, day } = namedBudget(toKey(scope, localDay(at)));
  return { budget, day, act: run === null ? "refused" : "stopped" } as const;
}
