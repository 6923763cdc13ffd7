/**
 * The running plugins, loaded from copies of the approved bytes. Hooks run in order of name, and every plugin gets every
 * event. A plugin's fault never harms the text or the daemon.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Clock, Log } from "@tinyagi/base";
import type { HookContext, HookResult, JournalEvent, PluginWhy } from "@tinyagi/contracts";
import type { Journal, Store } from "@tinyagi/kernel";
import { whyPhrase } from "@tinyagi/views";
import { withDeadline } from "./deadline.js";
import { readPlugin } from "./plugin-files.js";
import { type HookName, importPlugin } from "./plugin-module.js";
import type { PluginOrigin } from "./plugin-origin.js";
import {
  createRunningPlugin,
  type DeliveredEvent,
  type HookFailure,
  type RunningPlugin,
} from "./running-plugin.js";
import { errorText } from "./thrown.js";

const IMPORT_MS = 10_000;

export interface PluginsOptions {
  home: string;
  /** `<home>/plugins`. */
  folder: string;
  /** Folder for the copies. `load` empties it. */
  copies: string;
  /** File of plugins that ended the daemon. */
  crashes: string;
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  timeoutMs: () => number;
  /** The events of 0.0.20 that correspond to a journal event. */
  legacy: (event: JournalEvent) => readonly DeliveredEvent[];
}

/** What is known of a plugin beside its files. */
export interface PluginState {
  running: RunningPlugin | undefined;
  /** Why it could not be loaded although it is approved. */
  failure: { digest: string; why: PluginWhy } | undefined;
}

export interface RunningPlugins {
  stateOf(name: string): PluginState;
  /** Loads the approved content. If that fails, the state says why. Never rejects for the plugin. */
  start(name: string): Promise<void>;
  has(hook: HookName): boolean;
  transform(hook: HookName, text: string, context: HookContext): Promise<HookResult>;
  /** Ends one plugin's hooks and listeners. */
  stop(name: string): void;
  stopAll(): void;
}

export function createRunningPlugins(options: PluginsOptions, origin: PluginOrigin): RunningPlugins {
  const { store, journal, log } = options;
  const states = new Map<string, PluginState>();
  let unsubscribe: (() => void) | undefined;

  const stateOf = (name: string): PluginState => {
    const known = states.get(name) ?? { running: undefined, failure: undefined };
    states.set(name, known);
    return known;
  };
  const running = (): RunningPlugin[] =>
    [...states]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, { running: one }]) => (one?.isActive() === true ? [one] : []));

  function recordFailure(plugin: string, failure: HookFailure): void {
    store
      .writeSoon(() => journal.append("plugin.failed", { plugin, ...failure }))
      .catch((error: unknown) =>
        log.error({ err: error, plugin }, "a plugin's failure could not be recorded"),
      );
  }

  function publish(event: JournalEvent): void {
    const own = { ...event, timestamp: event.time };
    const all: DeliveredEvent[] = [own, ...options.legacy(event)];
    for (const plugin of running()) for (const one of all) plugin.deliver(one);
  }

  async function start(name: string): Promise<void> {
    const state = stateOf(name);
    try {
      state.running = await loadOne(options, {
        name,
        origin,
        onFailure: (failure) => recordFailure(name, failure),
      });
      unsubscribe ??= journal.subscribe(publish);
      log.info({ plugin: name, digest: state.running.digest }, "plugin loaded");
    } catch (error) {
      const why = error instanceof NotLoaded ? error.why : toFailed(error);
      state.failure = { digest: store.plugins.get(name)?.digest ?? "", why };
      log.warn({ plugin: name, reason: whyPhrase(why) }, "plugin not loaded");
    }
  }

  return {
    stateOf,
    start,
    has: (hook) => running().some((plugin) => plugin.hooks[hook] !== undefined),
    async transform(hook, text, context) {
      let result: HookResult = { text };
      for (const plugin of running()) {
        const changed = await plugin.transform(hook, result.text, context);
        if (changed === null) continue;
        const metadata = { ...result.metadata, ...changed.metadata };
        result = { text: changed.text, ...(Object.keys(metadata).length === 0 ? {} : { metadata }) };
      }
      return result;
    },
    stop: (name) => states.get(name)?.running?.stop(),
    stopAll() {
      unsubscribe?.();
      for (const { running: one } of states.values()) one?.stop();
    },
  };
}

/** Its files do not fit its approval: nothing of it was run. */
class NotLoaded extends Error {
  readonly why: PluginWhy;
  constructor(why: PluginWhy) {
    super(why.code);
    this.why = why;
  }
}

function toFailed(error: unknown): PluginWhy {
  return { code: "plugin.failed", said: errorText(error) };
}

/** Copies, imports and activates a plugin whose approval still fits. @throws why it cannot run */
async function loadOne(
  options: PluginsOptions,
  {
    name,
    origin,
    onFailure,
  }: { name: string; origin: PluginOrigin; onFailure: (failure: HookFailure) => void },
): Promise<RunningPlugin> {
  const { clock, log, home, timeoutMs, store } = options;
  const approved = store.plugins.get(name)?.digest ?? "";
  // Named by its content, because Node reads a module only once.
  const copy = join(options.copies, `${name}-${approved.slice(0, 16)}`);
  await rm(copy, { recursive: true, force: true });
  await mkdir(options.copies, { recursive: true, mode: 0o700 });
  const content = await readPlugin(join(options.folder, name), copy);
  if (!content.ok) throw new NotLoaded(content.why);
  if (content.digest !== approved) throw new NotLoaded({ code: "plugin.changed" });
  const identity = { name, digest: content.digest, copy };
  const exports = await withDeadline(clock, IMPORT_MS, () =>
    origin.runAs(identity, () => importPlugin(copy, content.entry)),
  );
  const plugin = createRunningPlugin({
    identity,
    origin,
    exports,
    home,
    clock,
    log,
    timeoutMs,
    onFailure,
  });
  try {
    await plugin.activate();
  } catch (error) {
    plugin.stop();
    throw error;
  }
  return plugin;
}
