/** Approvals over a queue in a temporary store. For tests only. */
import { createIds, NO_FAILPOINTS, SILENT_LOG } from "@tinyagi/base";
import { createCodes } from "../confirmations/code.js";
import { createOutbox } from "../outbox/outbox.js";
import { createQueueFixture } from "../queue/fixture.js";
import type { Claim } from "../queue/queue-contract.js";
import type { ApprovalAsk, Approvals } from "./approval-contract.js";
import { createApprovals } from "./approvals.js";

export const EXPIRY_MS = 3_600_000;

export function createApprovalsFixture() {
  const it = createQueueFixture();
  const { store, journal, clock } = it;
  const woken: string[] = [];
  const outbox = createOutbox({
    store,
    journal,
    clock,
    newId: createIds(),
    filesOut: it.folder,
    failpoints: NO_FAILPOINTS,
  });
  const open = (): Approvals =>
    createApprovals({
      store,
      journal,
      clock,
      log: SILENT_LOG,
      newCode: createCodes(),
      defaultExpiryMs: () => EXPIRY_MS,
      outbox,
      wake: (lane) => void woken.push(lane),
    });
  /** Claims the head of an agent's lane and records its run. */
  const start = (agent: string, runId: string): Claim => {
    const claim = it.mustClaim(agent, runId);
    store.writeNow(() =>
      store.runs.insert({
        id: runId,
        message_row_id: claim.id,
        conversation_id: claim.conversation_id,
        parent_run_id: null,
        root_run_id: runId,
        depth: 0,
        agent_id: agent,
        harness: "fake",
        provider: "fake",
        model: null,
        attempt: claim.attempts,
        boot_id: claim.boot_id,
        created_at: clock.now(),
      }),
    );
    return claim;
  };
  const question = (changes: Partial<ApprovalAsk> = {}): ApprovalAsk => ({
    kind: "question",
    runId: "run_1",
    title: "Which colour?",
    detail: "Which colour?",
    ...changes,
  });
  return { ...it, woken, outbox, open, approvals: open(), start, question };
}
