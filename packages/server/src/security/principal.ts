/** Who calls. The operator may do everything; the others only what a route names them for, and only what is theirs. */

/** An agent's run: its own agent and conversation. */
export interface RunPrincipal {
  kind: "run";
  runId: string;
  agentId: string;
  conversationId: string;
}
/** A channel's process: its own channel's messages and replies. */
export interface ChannelPrincipal {
  kind: "channel";
  channel: string;
}

export type Principal =
  | { kind: "operator" }
  /** Without a token, where the settings ask for none. */
  | { kind: "local" }
  /** TinyOffice, with the session cookie. */
  | { kind: "browser"; sessionId: string }
  | ChannelPrincipal
  | RunPrincipal;

/** The name revisions and events carry. */
export function actorOf(principal: Principal): string {
  if (principal.kind === "channel") return `channel:${principal.channel}`;
  return principal.kind === "run" ? `agent:${principal.agentId}` : principal.kind;
}

/** Whether a browser session is behind an author of settings, also through the restore of a revision. */
export function isBrowserActor(author: string): boolean {
  return author === "browser" || author.endsWith(" by browser");
}
