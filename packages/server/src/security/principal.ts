/** The caller. The operator may use every route. The others may use routes that list them, for their own resources. */
import type { SettingsAuthor } from "@tinyagi/home";

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
  /** TinyOffice with its session. */
  | { kind: "browser"; sessionId: string }
  | ChannelPrincipal
  | RunPrincipal;

/** Returns the run or channel that a scoped token belongs to. */
export type Identify = (token: string) => RunPrincipal | ChannelPrincipal | undefined;

/** The caller as an author of settings; the label is the name that revisions and events show. */
export function toAuthor(principal: Principal): SettingsAuthor {
  const { kind } = principal;
  if (kind === "channel") return { kind, label: `channel:${principal.channel}` };
  return { kind, label: kind === "run" ? `agent:${principal.agentId}` : kind };
}
