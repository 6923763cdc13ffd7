/**
 * The plugins of a home, found in `<home>/plugins`. A plugin runs only after the operator approved its exact content,
 * from a copy of the bytes that were checked. A plugin that is not approved, has changed, or that others may write to is
 * reported and never loaded.
 */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { AppError, type HookContext, type HookResult, type PluginView } from "@tinyagi/contracts";
import { createCrashedPlugins } from "./crashed-plugins.js";
import { type PluginContent, type PluginFile, readPlugin } from "./plugin-files.js";
import { pluginNames, refusalOfAll } from "./plugin-folder.js";
import type { HookName } from "./plugin-module.js";
import { createPluginOrigin } from "./plugin-origin.js";
import { viewOf } from "./plugin-view.js";
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
  const { store, journal, log, folder } = options;
  const origin = createPluginOrigin();
  const running = createRunningPlugins(options, origin);
  const crashes = createCrashedPlugins(options.crashes);
  /** States as they were last found. */
  const seen = new Map<string, PluginView["state"]>();

  async function inspect(name: string): Promise<{ view: PluginView; content: PluginContent }> {
    const content = await readPlugin(join(folder, name));
    const approval = store.plugins.get(name);
    const refusal = await refusalOfAll(options);
    const crash = crashes.all().get(name);
    const view = viewOf({ name, content, approval, refusal, state: running.stateOf(name), crash });
    seen.set(name, view.state);
    return { view, content };
  }

  async function mustExist(name: string): Promise<void> {
    if (!(await pluginNames(folder)).includes(name))
      throw new AppError(
        "NOT_FOUND",
        "There is no plugin of this name. List them with `tinyagi plugin list`.",
      );
  }

  /** Writes the events of crashes that the crashed process could not write. */
  function recordCrashes(): void {
    for (const [plugin, crash] of crashes.all()) {
      if (crash.told) continue;
      const { digest, error } = crash;
      store.writeNow(() => journal.append("plugin.crashed", { plugin, digest, error }));
      crashes.put(plugin, { ...crash, told: true });
    }
  }

  return {
    async load() {
      recordCrashes();
      await rm(options.copies, { recursive: true, force: true });
      const names = await pluginNames(folder);
      for (const name of names) {
        const { view } = await inspect(name);
        if (view.state === "restart_needed") await running.start(name);
        else
          log.warn(
            { plugin: name, state: view.state, reason: view.reason, hint: view.hint },
            "plugin not loaded",
          );
      }
    },
    has: running.has,
    transform: running.transform,
    status: () =>
      Object.fromEntries(
        [...seen].map(([name, state]) => {
          const { running: one, failure } = running.stateOf(name);
          if (one?.isActive() === true) return [name, "loaded"];
          const wasToRun = state === "loaded" || state === "restart_needed";
          if (wasToRun && one !== undefined) return [name, "disabled"];
          return [name, wasToRun && failure !== undefined ? "failed" : state];
        }),
      ),
    async list() {
      const views: PluginView[] = [];
      for (const name of await pluginNames(folder)) views.push((await inspect(name)).view);
      return views;
    },
    async get(name) {
      await mustExist(name);
      const { view, content } = await inspect(name);
      return { ...view, fileList: content.ok ? content.files.slice(0, FILES_SHOWN_MAX) : [] };
    },
    async allow(name, digest, author) {
      await mustExist(name);
      const { view, content } = await inspect(name);
      if (!content.ok || view.state === "refused")
        throw new AppError("CONFLICT", `The plugin is refused: ${view.reason}. Do this first: ${view.hint}.`);
      if (content.digest !== digest)
        throw new AppError(
          "CONFLICT",
          "The plugin's files are not those of this digest. Look at them again.",
        );
      await store.write(() => {
        store.plugins.put({ name, digest, approved_at: options.clock.now() });
        journal.append("plugin.allowed", { plugin: name, digest, author });
      });
      crashes.remove(name);
      const state = running.stateOf(name);
      state.failure = undefined;
      if (state.running === undefined) await running.start(name);
      return (await inspect(name)).view;
    },
    async deny(name, author) {
      await store.write(() => {
        if (store.plugins.remove(name) === 0)
          throw new AppError("NOT_FOUND", "No plugin of this name is approved.");
        journal.append("plugin.denied", { plugin: name, author });
      });
      crashes.remove(name);
      running.stop(name);
      seen.set(name, "not_allowed");
    },
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
