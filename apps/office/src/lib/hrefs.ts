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
