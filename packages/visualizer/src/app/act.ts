/** Does what a person confirmed, and says in one sentence what came of it. */
import type { Client } from "@tinyagi/client";
import { isAppError } from "@tinyagi/contracts";
import { en } from "@tinyagi/views";
import type { Act, State } from "../state/state.js";

export async function perform(client: Client, act: Act, signal: AbortSignal): Promise<State["notice"]> {
  try {
    return { text: await done(client, act, signal), failed: false };
  } catch (error) {
    if (isAppError(error)) return { text: error.message, failed: true };
    throw error;
  }
}

async function done(client: Client, act: Act, signal: AbortSignal): Promise<string> {
  switch (act.kind) {
    case "steer": {
      const body = { command: "inject" as const, text: act.text };
      const { steered = "sent" } = await client.call("steerRun", { params: { id: act.runId }, body, signal });
      return en.runs.steered[steered];
    }
    case "cancel":
      await client.call("cancelRun", { params: { id: act.runId }, signal });
      return "Cancelled.";
    case "answer": {
      const body = { digest: act.digest, text: act.text };
      await client.call("answerApproval", { params: { id: act.approval }, body, signal });
      return "Answered.";
    }
    case "approve":
      await client.call("approveApproval", {
        params: { id: act.approval },
        body: { digest: act.digest },
        signal,
      });
      return "Approved.";
    case "deny":
      await client.call("denyApproval", {
        params: { id: act.approval },
        body: { digest: act.digest },
        signal,
      });
      return "Denied.";
    case "post":
      await client.post({ team: act.team, message: act.text, signal });
      return "";
    case "markRead":
      await client.call("markRoomRead", { params: { id: act.team }, body: { postId: act.post }, signal });
      return "";
    default:
      return again(client, act, signal);
  }
}

type Again = Extract<Act, { kind: "retryRun" | "fork" | "retryDead" | "retryAllDead" | "deleteDead" }>;

/** Work that runs once more, and letters that do not. */
async function again(client: Client, act: Again, signal: AbortSignal): Promise<string> {
  switch (act.kind) {
    case "retryRun": {
      const body = act.from === undefined ? {} : { from: act.from };
      const { conversationId } = await client.call("retryRun", { params: { id: act.runId }, body, signal });
      return `It runs again in ${conversationId}.`;
    }
    case "fork": {
      const body = { prompt: act.prompt, ...(act.nodeId === undefined ? {} : { node: act.nodeId }) };
      const { conversationId } = await client.call("forkRun", { params: { id: act.runId }, body, signal });
      return `It runs with the new text in ${conversationId}.`;
    }
    case "retryDead": {
      const { conversationId } = await client.call("retryDead", { params: { id: String(act.id) }, signal });
      return `It is in the queue again, in ${conversationId}.`;
    }
    case "retryAllDead": {
      const { retried, remaining } = await client.call("retryAllDead", {
        body: { ids: [...act.ids], limit: 1_000 },
        signal,
      });
      return `${retried.length} are in the queue again; ${remaining} remain.`;
    }
    case "deleteDead":
      await client.call("deleteDead", { params: { id: String(act.id) }, signal });
      return "Deleted.";
  }
}
