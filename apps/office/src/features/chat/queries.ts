/** Sending, and what was asked. An accepted message is on disk before the daemon answers. */
"use client";
import { type UseQueryResult, useQuery, useQueryClient } from "@tanstack/react-query";
import {
  FILE_MAX_BYTES,
  isAppError,
  type RouteInput,
  type RouteOutput,
  type RunChoice,
} from "@tinyagi/contracts";
import { useRouter } from "next/navigation";
import { api } from "../../lib/api";
import { chatHref } from "../../lib/hrefs";
import { KEYS } from "../../lib/keys";
import type { Approval } from "../../lib/queries";
import { words } from "../../locale/words";
import { showToast } from "../../ui/toasts";
import { forgetId, idFor } from "./sent-ids";
import { openNext } from "./thread-queries";

/** The sender of what is written here, in every language. */
export const YOU = "You";

/** Most decisions of one conversation that its thread shows, the newest. */
const DECISIONS = 200;

/** What agents asked a person in a conversation, oldest first, also what is decided. */
export function useConversationApprovals(conversation: string): UseQueryResult<Approval[]> {
  return useQuery({
    queryKey: [...KEYS.approvals, "of", conversation],
    queryFn: async ({ signal }) => {
      const query = { status: "all", conversation, limit: DECISIONS } as const;
      return (await api().call("listApprovals", { query, signal })).approvals.reverse();
    },
  });
}

interface Recipient {
  /** The field in which the message is written. */
  draft: string;
  /** An agent or team, or empty for whoever the text names. */
  to: string;
  /** The thread to write in. Default: the one that goes on with them. */
  thread?: string | undefined;
  /** The conversation that is open: what was said stays in view if the message belongs to its thread. */
  from?: string;
  /** The model and the effort for this message alone. */
  choice?: RunChoice | undefined;
}

/**
 * Sends a message and opens its conversation. @param onSent gets the conversation before it opens
 *
 * @returns a function that returns the conversation
 */
export function useSend(
  onSent: (conversation: string) => void,
): (text: string, recipient: Recipient) => Promise<string | undefined> {
  const router = useRouter();
  const queries = useQueryClient();
  return async (text, { draft, to, thread, from, choice }) => {
    const sent = await sendOnce({
      messageId: idFor(draft, `${to}\n${text}`),
      message: text,
      channel: "web",
      sender: YOU,
      ...(to === "" ? {} : { agent: to }),
      ...(thread === undefined ? {} : { metadata: { thread } }),
      ...choice,
    });
    forgetId(draft);
    // What was sent has arrived: who waits for it need not wait until the list is read.
    void queries.invalidateQueries({ queryKey: KEYS.conversations });
    if (sent.conversationId === "") {
      if (sent.reply !== undefined) showToast(sent.reply);
      return undefined;
    }
    if (from !== undefined) await openNext(queries, { from, to: sent.conversationId });
    onSent(sent.conversationId);
    router.push(chatHref(sent.conversationId));
    return sent.conversationId;
  };
}

type Body = RouteInput<"sendMessage">["body"] & { messageId: string };
type Sent = Pick<RouteOutput<"sendMessage">, "conversationId"> & { reply?: string | undefined };

/** A message that arrived although its answer was lost, such as with the network, is not sent again: it is found. */
async function sendOnce(body: Body): Promise<Sent> {
  try {
    return await api().call("sendMessage", { body });
  } catch (error) {
    if (!isAppError(error) || error.code !== "DUPLICATE_MESSAGE") throw error;
    const found = await api().call("listConversations", { query: { messageId: body.messageId } });
    return { conversationId: found.find(({ channel }) => channel === body.channel)?.id ?? "" };
  }
}

/** Stores a file for agents. @returns its path on the machine of the daemon */
export async function storeFile(file: File): Promise<string> {
  if (file.size > FILE_MAX_BYTES) throw new Error(words.chat.files.tooLarge);
  const data = await toBase64(file);
  return (await api().call("storeFile", { body: { name: file.name || "file", data } })).path;
}

/** The browser's own reader: a string of bytes would be too long for one call. */
function toBase64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Error(words.chat.files.unreadable));
    reader.readAsDataURL(file);
  });
}

/** Cancels a message that no agent has begun to read. @returns its text, to edit it */
export async function takeBack({ id, text }: { id: number; text: string }): Promise<string> {
  await api().call("killProcessing", { params: { id: String(id) } });
  return text;
}

/** Adds a text to the work of a live run. */
export async function steer(runId: string, text: string): Promise<undefined> {
  const { steered = "sent" } = await api().call("steerRun", {
    params: { id: runId },
    body: { command: "inject", text },
  });
  showToast(words.views.runs.steered[steered]);
}
