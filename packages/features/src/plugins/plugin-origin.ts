/**
 * Finds the plugin that an uncaught error came from: the one whose files are in its stack, or else the one whose code
 * was running. Never trusts the error's message.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { sep } from "node:path";
import { pathToFileURL } from "node:url";
import { toFrames } from "./thrown.js";

export interface PluginIdentity {
  name: string;
  digest: string;
  /** Folder its code was imported from, absolute. */
  copy: string;
}

export interface PluginOrigin {
  /** Runs code of a plugin, so that errors it causes later can be traced to it. */
  runAs<T>(plugin: PluginIdentity, work: () => T): T;
  /** Call it in a handler of uncaught errors, which runs in the context the error came from. */
  of(error: unknown): PluginIdentity | undefined;
}

export function createPluginOrigin(): PluginOrigin {
  // Covers an error without a stack, or with frames of Node's own code only.
  const current = new AsyncLocalStorage<PluginIdentity>();
  const known = new Map<string, PluginIdentity>();
  return {
    runAs(plugin, work) {
      known.set(plugin.copy, plugin);
      return current.run(plugin, work);
    },
    of(error) {
      const frames = toFrames(error);
      const found = [...known.values()].filter(({ copy }) => leadsInto(frames, copy));
      return found[0] ?? current.getStore();
    },
  };
}

function leadsInto(frames: string, copy: string): boolean {
  return frames.includes(`${copy}${sep}`) || frames.includes(`${pathToFileURL(copy).href}/`);
}
