/** Text for a live run. It is stored as a message that joins the run, so that it is never lost. */
import { cutText } from "@tinyagi/base";
import type { Steered } from "@tinyagi/contracts";
import { renderPrompt } from "../message/render-prompt.js";
import type { MessageRow } from "../store/schema.js";
import type { LiveRun, SteerInput } from "./live-runs.js";
import { openMessage, record } from "./record.js";
import { refused } from "./refusal.js";
import type { SteeringOptions } from "./steering-contract.js";

/** Texts that one run takes, so that a flood of messages cannot keep it from ending. */
export const INPUTS_MAX = 50;
const PREVIEW_CHARS = 120;

/** How a text is given, and who gives it. */
interface Input extends Pick<SteerInput, "kind"> {
  by: string;
}

/** Stores the text as a message of the same conversation and gives it to the run. */
export async function inject(
  parts: SteeringOptions,
  id: number,
  input: Input & { text: string },
): Promise<Steered> {
  const { store, queue, liveRuns } = parts;
  const messageId = parts.newId("internal");
  let given: Promise<Steered> | undefined;
  await store.write(() => {
    const head = openMessage(parts, id);
    const live = liveRuns.ofLane(head.lane);
    if (live === undefined || live.claim.id !== id || !live.takesInput()) throw refused("not_working");
    if (!isOpen(live)) throw refused("too_many_texts");
    const conversation = store.conversations.get(head.conversation_id);
    const { text, ...how } = input;
    const row = queue.enqueue(
      {
        message_id: messageId,
        conversation_id: head.conversation_id,
        lane: head.lane,
        agent_id: head.agent_id,
        team_id: head.team_id,
        kind: "user",
        from_agent: null,
        parent_run_id: head.parent_run_id,
        hop: head.hop,
        chain_step: null,
        text,
      },
      {
        channel: conversation?.channel ?? "api",
        sender: conversation?.sender ?? input.by,
        replyToId: conversation?.reply_to_id ?? messageId,
      },
    );
    provide(parts, { live, row }, { ...how, onGiven: (giving) => (given = giving) });
  });
  return given ?? "restarted";
}

/** Inside a write. */
export function provide(
  parts: SteeringOptions,
  { live, row }: { live: LiveRun; row: MessageRow },
  { kind, by, onGiven }: Input & { onGiven?: (given: Promise<Steered>) => void },
): void {
  const { store, queue, present = renderPrompt } = parts;
  queue.joinLive(row, live.claim);
  const preview = cutText(row.text, PREVIEW_CHARS);
  const scoped = { ...row, run_id: live.claim.run_id };
  const type = kind === "inject" ? "steering.injected" : "steering.redirected";
  record(parts, scoped, { type, data: { by, preview } });
  store.afterCommit(() => {
    const given = live.provide({ kind, text: present(row) });
    onGiven?.(given);
  });
}

/** Whether a run takes one more text. */
export function isOpen(live: LiveRun): boolean {
  return live.takesInput() && live.claim.batch.length < INPUTS_MAX;
}
