/** The caller. The operator may use every route. The others may use routes that list them, for their own resources. */

/** An agent's run, limited to its own agent and conversation. */
export interface RunPrincipal {
  kind: "run";
  runId: string;
  agentId: string;
  conversationId: string;
}
/** A channel's process, limited to the messages and replies of its channel. */
export interface ChannelPrincipal {
  kind: "channel";
  channel: string;
}

export type Principal =
  | { kind: "operator" }
  /** A caller without a token, where the settings require none. */
  | { kind: "local" }
  /** TinyOffice with its session cookie. */
  | { kind: "browser"; sessionId: string }
  | ChannelPrincipal
  | RunPrincipal;

/** The caller's name in revisions and events. */
export function actorOf(principal: Principal): string {
  if (principal.kind === "channel") return `channel:${principal.channel}`;
  return principal.kind === "run" ? `agent:${principal.agentId}` : principal.kind;
}

/** Whether a browser session is behind an author of settings, also through the restore of a revision. */
export function isBrowserActor(author: string): boolean {
  return author === "browser" || author.endsWith(" by browser");
}
