/**
 * The plugins of a home, found in `<home>/plugins`. A plugin runs only after the operator approved its exact content,
 * from a copy of the bytes that were checked. A plugin that is not approved, has changed, or that others may write to is
 * reported and never loaded.
 */
import { rm } from "node:fs/promises";
import type { HookContext, HookResult, PluginView } from "@tinyagi/contracts";
import { approvePlugin, denyPlugin } from "./approve-plugin.js";
import { createCrashedPlugins } from "./crashed-plugins.js";
import { inspect, mustExist, type PluginParts } from "./inspect-plugin.js";
import type { PluginFile } from "./plugin-files.js";
import { pluginNames } from "./plugin-folder.js";
import type { HookName } from "./plugin-module.js";
import { createPluginOrigin } from "./plugin-origin.js";
import { createRunningPlugins, type PluginsOptions } from "./running-plugins.js";
import { errorText } from "./thrown.js";

const FILES_SHOWN_MAX = 1_000;

export interface Plugins extends AsyncDisposable {
  /** Loads what is allowed, in order of name. Call it once, before the first message. Never rejects for a plugin. */
  load(): Promise<void>;
  /** Whether any running plugin has this hook. */
  has(hook: HookName): boolean;
  /** The text after all hooks, with what they added to the metadata. Never rejects. */
  transform(hook: HookName, text: string, context: HookContext): Promise<HookResult>;
  /** States by name as far as they are known without reading a file: cheap, for status displays. */
  status(): Record<string, PluginView["state"]>;
  list(): Promise<PluginView[]>;
  /** @throws AppError `NOT_FOUND` */
  get(name: string): Promise<PluginView & { fileList: PluginFile[] }>;
  /**
   * Approves the content of `digest`. The plugin is loaded at once unless other content of it ran since the start.
   *
   * @throws AppError `NOT_FOUND`; `CONFLICT` when it is refused or its content differs
   */
  allow(name: string, digest: string, author: string): Promise<PluginView>;
  /** Revokes approval. Its hooks and listeners stop at once. @throws AppError `NOT_FOUND` when it was not approved */
  deny(name: string, author: string): Promise<void>;
  /**
   * Records which plugin caused the error that is about to end the process, so that it is not loaded again until it is
   * approved. Durable when it returns. Call it in a handler of uncaught errors.
   *
   * @returns its name, or undefined when the error came from no plugin
   * @throws the error of the file system
   */
  crashed(error: unknown): string | undefined;
}

export function createPlugins(options: PluginsOptions): Plugins {
  const origin = createPluginOrigin();
  const running = createRunningPlugins(options, origin);
  const crashes = createCrashedPlugins(options.crashes);
  const parts: PluginParts = { ...options, running, crashes, seen: new Map() };
  return {
    load: () => load(parts),
    has: running.has,
    transform: running.transform,
    status: () => getStatus(parts),
    async list() {
      const views: PluginView[] = [];
      for (const name of await pluginNames(parts.folder)) views.push((await inspect(parts, name)).view);
      return views;
    },
    async get(name) {
      await mustExist(parts, name);
      const { view, content } = await inspect(parts, name);
      return { ...view, fileList: content.ok ? content.files.slice(0, FILES_SHOWN_MAX) : [] };
    },
    allow: (name, digest, author) => approvePlugin(parts, { name, digest }, author),
    deny: (name, author) => denyPlugin(parts, name, author),
    crashed(error) {
      const plugin = origin.of(error);
      if (plugin === undefined) return undefined;
      const { name, digest } = plugin;
      crashes.put(name, { digest, at: options.clock.now(), error: errorText(error), told: false });
      return name;
    },
    async [Symbol.asyncDispose]() {
      running.stopAll();
    },
  };
}

/** As `Plugins.load`. */
async function load(parts: PluginParts): Promise<void> {
  const { folder, copies, running, log } = parts;
  recordCrashes(parts);
  await rm(copies, { recursive: true, force: true });
  const names = await pluginNames(folder);
  for (const name of names) {
    const { view } = await inspect(parts, name);
    if (view.state === "restart_needed") await running.start(name);
    else
      log.warn(
        { plugin: name, state: view.state, reason: view.reason, hint: view.hint },
        "plugin not loaded",
      );
  }
}

/** As `Plugins.status`. */
function getStatus({ seen, running }: PluginParts): ReturnType<Plugins["status"]> {
  return Object.fromEntries(
    [...seen].map(([name, state]) => {
      const { running: one, failure } = running.stateOf(name);
      if (one?.isActive() === true) return [name, "loaded"];
      const wasToRun = state === "loaded" || state === "restart_needed";
      if (wasToRun && one !== undefined) return [name, "disabled"];
      return [name, wasToRun && failure !== undefined ? "failed" : state];
    }),
  );
}

/** Writes the events of crashes that the crashed process could not write. */
function recordCrashes({ store, journal, crashes }: PluginParts): void {
  for (const [plugin, crash] of crashes.all()) {
    if (crash.told) continue;
    const { digest, error } = crash;
    store.writeNow(() => journal.append("plugin.crashed", { plugin, digest, error }));
    crashes.put(plugin, { ...crash, told: true });
  }
}
