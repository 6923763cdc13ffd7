/** The addresses of pages about one thing. Pure. */

/** The page of a run. @param nodeId the sub-agent to select, such as `root/check` */
export function runHref(runId: string, nodeId: string | null = null): string {
  const at = nodeId === null ? "" : `&at=${encodeURIComponent(nodeId)}`;
  return `/runs?run=${encodeURIComponent(runId)}${at}`;
}

/** The newest run of a conversation. */
export function runsHref(conversationId: string): string {
  return `/runs?conversation=${encodeURIComponent(conversationId)}`;
}

/** A conversation in Chat, or Chat itself when it is not known. */
export function chatHref(conversationId: string | undefined): string {
  if (conversationId === undefined) return "/chat";
  return `/chat?id=${encodeURIComponent(conversationId)}`;
}

/** Where a new thread begins. @param recipient `team:<id>` or `agent:<id>` */
export function threadHref(recipient: string): string {
  const [, id = ""] = recipient.split(":", 2);
  return `/chat?new=thread&to=${encodeURIComponent(id)}`;
}

/** One answer in its conversation, or the conversation for what never ran. */
export function answerHref(conversationId: string, runId: string): string {
  return `${chatHref(conversationId)}${runId === "" ? "" : `&at=${encodeURIComponent(runId)}`}`;
}

/** The page of an agent. */
export function agentHref(id: string): string {
  return `/agents?agent=${encodeURIComponent(id)}`;
}
