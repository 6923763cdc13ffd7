/** A person's decision: it takes effect at once, or is held for as long as it asks. */
import type { ApprovalRow } from "../store/schema.js";
import type { ApprovalAnswer } from "./approval-contract.js";
import { type ApprovalParts, mustGet } from "./approval-parts.js";
import { assertDecidable } from "./approval-rules.js";
import { hold } from "./held.js";
import { type Decided, settleDecided } from "./settle.js";

/** Longest text of a person that is stored. */
const ANSWER_MAX_CHARS = 16_000;

/** @throws AppError as `Approvals.approve` does */
export function decide(
  parts: ApprovalParts,
  id: string,
  { status, digest, by, text = "", holdMs = 0 }: ApprovalAnswer & Pick<Decided, "status">,
): Promise<ApprovalRow> {
  const { store, clock } = parts;
  return store.write(() => {
    const row = mustGet(parts, id);
    assertDecidable(row, { status, digest, now: clock.now() });
    const decided = { status, by, ...(text === "" ? {} : { text: text.slice(0, ANSWER_MAX_CHARS) }) };
    return holdMs > 0 ? hold(parts, row, { ...decided, holdMs }) : settleDecided(parts, row, decided);
  });
}
