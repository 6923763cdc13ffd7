/** Sending. An accepted message is on disk before the daemon answers. */
"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { api } from "../../lib/api";
import { KEYS } from "../../lib/keys";
import { showToast } from "../../ui/toast";

/** Sends a message and opens its conversation. @param to agent or team; empty: whoever the text names */
export function useSend(): (text: string, to: string) => Promise<void> {
  const router = useRouter();
  const queries = useQueryClient();
  return async (text, to) => {
    const sent = await api().call("sendMessage", {
      body: { message: text, channel: "web", sender: "You", ...(to === "" ? {} : { agent: to }) },
    });
    await queries.invalidateQueries({ queryKey: KEYS.conversations });
    if (sent.conversationId !== "") router.push(`/chat?id=${sent.conversationId}`);
    else if (sent.reply !== undefined) showToast(sent.reply);
  };
}

/** Cancels a message that no agent has begun to read. @returns its text, to edit it */
export async function takeBack({ id, text }: { id: number; text: string }): Promise<string> {
  await api().call("killProcessing", { params: { id: String(id) } });
  return text;
}

/** Adds a text to the work of a live run. */
export async function steer(runId: string, text: string): Promise<void> {
  await api().call("steerRun", { params: { id: runId }, body: { command: "inject", text } });
  showToast("The agent was told and continues");
}
