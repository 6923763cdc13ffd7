/** Tells an editor what was said in a session of earlier. */
import { type AgentContext, methods, type SessionUpdate } from "@agentclientprotocol/sdk";
import type { PastSession } from "./session.js";
import { replyText, textChunk } from "./updates.js";

export async function replaySession(
  editor: AgentContext,
  { session, conversations }: PastSession,
): Promise<void> {
  const sessionId = session.id;
  const tell = (update: SessionUpdate) => editor.notify(methods.client.session.update, { sessionId, update });
  for (const { text, replies } of conversations) {
    await tell(textChunk(text, "user"));
    for (const reply of replies) await tell(textChunk(replyText(reply)));
  }
}
