/**
 * Connects the plugins of a home: incoming texts pass them before the conversations, replies before the outbox. The
 * rest of the daemon does not know about plugins. If an uncaught error of a plugin ends the daemon, the plugin is
 * recorded before the process exits, and the next start does not load it.
 */
import type { Clock, Log, NewId } from "@tinyagi/base";
import {
  createPlugins,
  createReplyGate,
  type Plugins,
  type PluginsOptions,
  type ReplyGate,
} from "@tinyagi/features";
import type { HomePaths, SettingsService } from "@tinyagi/home";
import type { Journal, Outbox, Store } from "@tinyagi/kernel";
import { legacyEvents } from "@tinyagi/server";
import type { Conversations, InboundMessage } from "@tinyagi/teams";

export interface HomePlugins extends AsyncDisposable {
  readonly plugins: Plugins;
  outbox(inner: Outbox): Outbox;
  conversations(inner: Conversations): Conversations;
}

export interface HomePluginsOptions {
  paths: HomePaths;
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  log: Log;
  settings: Pick<SettingsService, "current">;
}

/** The paths that belong to the plugins of a home. */
export function pluginPlaces(
  paths: HomePaths,
): Pick<PluginsOptions, "home" | "folder" | "copies" | "crashes"> {
  return {
    home: paths.home,
    folder: paths.plugins,
    copies: `${paths.run}-plugins`,
    crashes: `${paths.plugins}-crashed.json`,
  };
}

/** Loads the approved plugins. From then on the writes of the store wait for the plugin hooks of the replies they queue. */
export async function openPlugins(options: HomePluginsOptions): Promise<HomePlugins> {
  const { paths, store, journal, clock, log, settings, newId } = options;
  const plugins = createPlugins({
    store,
    journal,
    clock,
    log,
    ...pluginPlaces(paths),
    timeoutMs: () => settings.current().plugins.hookTimeoutMs,
    legacy: (event) => legacyEvents(event).map(({ data }) => data),
  });
  // Before any plugin code runs: a plugin that crashes at start would otherwise crash every start.
  const watch = watchForCrashes(plugins, log);
  try {
    await plugins.load();
  } catch (error) {
    watch[Symbol.dispose]();
    throw error;
  }
  const gate = replyGate(plugins);
  store.passWrites(gate.writes);
  return {
    plugins,
    outbox: (inner) => gate.outbox(inner),
    conversations: (inner) => withIncoming(inner, plugins, newId),
    async [Symbol.asyncDispose]() {
      await plugins[Symbol.asyncDispose]();
      watch[Symbol.dispose]();
    },
  };
}

/** Only observes the error. Node itself then ends the process. */
function watchForCrashes(plugins: Plugins, log: Log): Disposable {
  function crashed(error: unknown): void {
    try {
      const name = plugins.crashed(error);
      if (name === undefined) return;
      log.error(
        { err: error, plugin: name, hint: `tinyagi plugin deny ${name}` },
        "a plugin ended the daemon; it stays out until it is approved again",
      );
      process.stderr.write(
        `The plugin ${name} ended the daemon. It stays out until you approve it again; to take it out for good: tinyagi plugin deny ${name}\n`,
      );
    } catch (failure) {
      // For example a full disk. An error thrown here would hide the one that ends the process.
      log.error({ err: failure }, "the plugin that ended the daemon could not be recorded");
    }
  }
  process.on("uncaughtExceptionMonitor", crashed);
  return { [Symbol.dispose]: () => void process.off("uncaughtExceptionMonitor", crashed) };
}

function replyGate(plugins: Plugins): ReplyGate {
  return createReplyGate({
    isActive: () => plugins.has("transformOutgoing"),
    async transform(reply) {
      const { text, metadata } = await plugins.transform("transformOutgoing", reply.message, {
        channel: reply.channel,
        sender: reply.sender,
        messageId: reply.messageId,
        originalMessage: reply.originalMessage,
        ...(reply.agent === null ? {} : { agent: reply.agent }),
      });
      if (metadata === undefined) return { message: text, metadata: reply.metadata };
      const before: Record<string, unknown> = reply.metadata === null ? {} : JSON.parse(reply.metadata);
      return { message: text, metadata: JSON.stringify({ ...before, ...metadata }) };
    },
  });
}

/** Every message of a person passes the hooks before it is routed, on every channel. */
function withIncoming(inner: Conversations, plugins: Plugins, newId: NewId): Conversations {
  async function transformed(inbound: InboundMessage): Promise<InboundMessage> {
    if (!plugins.has("transformIncoming") || inbound.text.trim() === "") return inbound;
    const messageId = inbound.messageId ?? newId("api");
    const { text, metadata } = await plugins.transform("transformIncoming", inbound.text, {
      channel: inbound.channel,
      sender: inbound.sender,
      messageId,
      originalMessage: inbound.text,
      ...(inbound.target == null ? {} : { agent: inbound.target }),
    });
    const merged = metadata === undefined ? inbound.metadata : { ...inbound.metadata, ...metadata };
    return { ...inbound, messageId, text, metadata: merged };
  }
  return {
    ...inner,
    accept: async (inbound) => inner.accept(await transformed(inbound)),
    prepare: async (inbound) => inner.prepare(await transformed(inbound)),
    edit: async (inbound) => inner.edit(await transformed(inbound)),
    async postToRoom(teamId, message, messageId) {
      if (!plugins.has("transformIncoming") || message.trim() === "")
        return inner.postToRoom(teamId, message, messageId);
      const { text } = await plugins.transform("transformIncoming", message, {
        channel: "chatroom",
        sender: "user",
        messageId: messageId ?? newId("chat"),
        originalMessage: message,
        agent: teamId,
      });
      return inner.postToRoom(teamId, text, messageId);
    },
  };
}
