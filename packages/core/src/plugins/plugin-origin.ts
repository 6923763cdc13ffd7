/**
 * Tells which plugin an error came from that nobody caught: the one in whose files its stack leads, else the one
 * whose code set it going. Never blames by what an error says.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { sep } from "node:path";
import { pathToFileURL } from "node:url";

export interface PluginIdentity {
  name: string;
  digest: string;
  /** Folder its code was imported from, absolute. */
  copy: string;
}

export interface PluginOrigin {
  /** Runs code of a plugin, so that what it sets going is known to be its own. */
  runAs<T>(plugin: PluginIdentity, work: () => T): T;
  /** Valid in handlers of errors nobody caught, which run where the error came from. */
  of(error: unknown): PluginIdentity | undefined;
}

export function createPluginOrigin(): PluginOrigin {
  // An error without a stack, or with one of Node's own code alone, still tells for whom that code ran.
  const current = new AsyncLocalStorage<PluginIdentity>();
  const known = new Map<string, PluginIdentity>();
  return {
    runAs(plugin, work) {
      known.set(plugin.copy, plugin);
      return current.run(plugin, work);
    },
    of(error) {
      const frames = framesOf(error);
      const found = [...known.values()].filter(({ copy }) => leadsInto(frames, copy));
      return found[0] ?? current.getStore();
    },
  };
}

/** The stack without the message before it, which may hold anything. */
function framesOf(error: unknown): string {
  if (!(error instanceof Error) || typeof error.stack !== "string") return "";
  const { stack } = error;
  const message = String(error.message);
  const at = stack.indexOf(message);
  return at < 0 ? stack : stack.slice(at + message.length);
}

function leadsInto(frames: string, copy: string): boolean {
  return frames.includes(`${copy}${sep}`) || frames.includes(`${pathToFileURL(copy).href}/`);
}
