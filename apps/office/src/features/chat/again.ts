/** How an answer is done again. Pure. */
import type { ConversationDetail } from "../../lib/queries";
import type { Turn } from "./turns";

/** @returns undefined while it runs, and for what never ran */
export function toAgain(
  { messages, runs }: Pick<ConversationDetail, "messages" | "runs">,
  { runId, node, finishedAt }: Pick<Turn, "runId" | "node" | "finishedAt">,
): { runId: string; node: string | undefined; prompt: string } | undefined {
  const run = finishedAt === null ? undefined : runs.find((one) => one.runId === runId);
  const message = messages.find(({ id }) => id === run?.messageRowId);
  if (message === undefined) return undefined;
  return { runId, node, prompt: message.own ?? message.text };
}
