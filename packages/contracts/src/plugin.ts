/**
 * The interface of a plugin: hooks on incoming and outgoing texts, and listeners on the journal. Contains only types
 * and one function that does nothing at run time, so a plugin can be loaded without any dependency.
 */
import type { JournalEvent } from "./event.js";

/** What a hook gets in addition to the text. */
export interface HookContext {
  channel: string;
  sender: string;
  /** Id of the person's message. Its replies have the same id. */
  messageId: string;
  /** The person's message: as received for an incoming text, as routed for a reply. */
  originalMessage: string;
  /** The addressed agent or team, or the agent that answers. */
  agent?: string;
}

/** The changed text. `metadata` is returned with the replies (incoming) or sent with this reply (outgoing). */
export interface HookResult {
  text: string;
  metadata?: Record<string, unknown>;
}

/** Gets the text from the previous plugin. If it throws or is too late, the text continues unchanged. */
export type PluginHook = (
  message: string,
  context: HookContext,
) => string | HookResult | Promise<string | HookResult>;

export interface PluginHooks {
  /** Before a person's message is routed. */
  transformIncoming?: PluginHook;
  /** Before a reply is stored for delivery. */
  transformOutgoing?: PluginHook;
}

interface LegacyBase<T extends string> {
  type: T;
  /** Milliseconds since the epoch. */
  timestamp: number;
}

/** The events of 0.0.20 under their old names. */
export interface LegacyPluginEvents {
  "message:incoming": LegacyBase<"message:incoming"> & {
    messageId: string;
    agent: string | null;
    channel: string;
    sender: string;
    message: string;
  };
  "agent:invoke": LegacyBase<"agent:invoke"> & {
    agentId: string;
    agentName: string;
    fromAgent: string | null;
  };
  "agent:progress": LegacyBase<"agent:progress"> & {
    agentId: string;
    agentName: string;
    text: string;
    messageId: string;
  };
  "agent:response": LegacyBase<"agent:response"> & {
    agentId: string;
    agentName: string;
    role: "assistant";
    channel: string;
    sender: string;
    messageId: string;
    content: string;
    isTeamMessage: boolean;
  };
  "agent:mention": LegacyBase<"agent:mention"> & {
    teamId: string | null;
    fromAgent: string;
    toAgent: string;
  };
  "message:done": LegacyBase<"message:done"> & {
    channel: string;
    sender: string;
    agentId?: string;
    responseLength: number;
    responseText: string;
    messageId: string;
  };
}

/** Journal events by name, with `timestamp` in addition to `time`, and those of 0.0.20. */
export type PluginEvents = {
  [T in JournalEvent["type"]]: Extract<JournalEvent, { type: T }> & { timestamp: number };
} & LegacyPluginEvents;
export type PluginEvent = PluginEvents[keyof PluginEvents];

export type PluginLogLevel = "debug" | "info" | "warn" | "error";

/** Passed to `activate`. */
export interface PluginContext {
  /** Listens to events of one name, or to all with `*`. @returns a function that removes the listener */
  on<T extends keyof PluginEvents>(
    type: T,
    listener: (event: PluginEvents[T]) => void | Promise<void>,
  ): () => void;
  on(type: "*", listener: (event: PluginEvent) => void | Promise<void>): () => void;
  /** Writes to the daemon's log. Unknown levels become `info`. */
  log(level: PluginLogLevel, message: string): void;
  /** Absolute path of the home. */
  getTinyAGIHome(): string;
}

export interface Plugin {
  /** Display name. The plugin's id is the name of its folder. */
  name?: string;
  hooks?: PluginHooks;
  /** Called once, before the first message. */
  activate?(context: PluginContext): void | Promise<void>;
}

/** Adds types to a plugin: `export const { hooks, activate } = definePlugin({ … })`, or as the default export. */
export function definePlugin<const P extends Plugin>(plugin: P): P {
  return plugin;
}
