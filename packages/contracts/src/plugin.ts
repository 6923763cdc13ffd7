/**
 * What a plugin is: hooks on the texts that come in and go out, and listeners on the journal. Types and one
 * function that does nothing at run time, so that a plugin needs no dependency to be loaded.
 */
import type { JournalEvent } from "./event.js";

/** What a hook is told about the text. */
export interface HookContext {
  channel: string;
  sender: string;
  /** Id of the person's message, which replies carry too. */
  messageId: string;
  /** The person's message: as it came in, for a reply as it was routed. */
  originalMessage: string;
  /** Agent or team a message is addressed to, or the agent that answers. */
  agent?: string;
}

/** A changed text; `metadata` is handed back with the replies (incoming) or goes out with this reply (outgoing). */
export interface HookResult {
  text: string;
  metadata?: Record<string, unknown>;
}

/** Gets the text as the plugin before left it. Whatever it throws or does too late, the text goes on unchanged. */
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

/** The events of 0.0.20, by their old names. */
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

/** Journal events by name, with `timestamp` beside `time`, and those of 0.0.20. */
export type PluginEvents = {
  [T in JournalEvent["type"]]: Extract<JournalEvent, { type: T }> & { timestamp: number };
} & LegacyPluginEvents;
export type PluginEvent = PluginEvents[keyof PluginEvents];

export type PluginLogLevel = "debug" | "info" | "warn" | "error";

/** Handed to `activate`. */
export interface PluginContext {
  /** Listens to events of one name, or to all with `*`. @returns what stops it */
  on<T extends keyof PluginEvents>(
    type: T,
    listener: (event: PluginEvents[T]) => void | Promise<void>,
  ): () => void;
  on(type: "*", listener: (event: PluginEvent) => void | Promise<void>): () => void;
  /** Writes into the daemon's log; unknown levels are `info`. */
  log(level: PluginLogLevel, message: string): void;
  /** Absolute path of the home. */
  getTinyAGIHome(): string;
}

export interface Plugin {
  /** For people; the plugin's id is the name of its folder. */
  name?: string;
  hooks?: PluginHooks;
  /** Called once, before the first message. */
  activate?(context: PluginContext): void | Promise<void>;
}

/** Gives a plugin its types: `export const { hooks, activate } = definePlugin({ … })`, or as the default export. */
export function definePlugin<const P extends Plugin>(plugin: P): P {
  return plugin;
}
