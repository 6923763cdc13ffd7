/**
 * Has a title written for a long message of a person while its agent works. Guarantees: no run waits for it; it is given up
 * when the run ends; what it cost counts to the run; without one, the message keeps the beginning of its text.
 */
import { runScope } from "../journal/event-scope.js";
import { resolveSource } from "../message/source.js";
import type { Claim } from "../queue/queue-contract.js";
import type { RunParts } from "./context.js";
import type { WrittenTitle } from "./ports.js";

/** Characters of a message from which it gets one: a shorter one says itself what it is about. */
export const TITLED_FROM_CHARS = 300;

const NOTHING: AsyncDisposable = { async [Symbol.asyncDispose]() {} };

/** Disposed of when the run has ended, before that is recorded. */
export function beginTitle(parts: RunParts, claim: Claim): AsyncDisposable {
  const write = parts.titles?.();
  if (write === undefined || !wantsTitle(parts, claim)) return NOTHING;
  const ending = new AbortController();
  const done = writeAndRecord(parts, claim, (text) => write(text, ending.signal));
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done;
    },
  };
}

/** Of a message that a person wrote, once. What sets itself off says the same every day. */
function wantsTitle({ store }: RunParts, claim: Claim): boolean {
  const { kind, text, total_attempts: attempts, adopted, conversation_id: id } = claim;
  if (kind !== "user" || text.length < TITLED_FROM_CHARS || attempts > 1 || adopted !== undefined)
    return false;
  const asked = store.conversations.get(id);
  if (asked === undefined || asked.title !== null) return false;
  return resolveSource(claim, asked, () => store.inbound.of(id).length > 0) === "user";
}

async function writeAndRecord(
  parts: RunParts,
  claim: Claim,
  write: (text: string) => Promise<WrittenTitle | undefined>,
): Promise<void> {
  const { store, journal, budgets, log } = parts;
  const written = await write(claim.text);
  if (written === undefined) return;
  const { title, model, usage } = written;
  budgets.count(claim.run_id, usage, model);
  if (title === undefined) return;
  try {
    await store.writeSoon(() => {
      if (!store.conversations.setTitle(claim.conversation_id, title)) return;
      store.messages.retitle(claim, title);
      journal.append("run.titled", { agent: claim.agent_id, title, model }, runScope(claim));
    });
  } catch (error) {
    log.error({ err: error, runId: claim.run_id }, "a title could not be stored");
  }
}
