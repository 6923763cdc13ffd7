/** The plugins of this home: from its daemon while it runs, else from the home itself. */
import type { PluginView, RouteOutput } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { homeEnvironment } from "../../context/home-environment.js";

export interface PluginSource {
  list(): Promise<PluginView[]>;
  get(name: string): Promise<RouteOutput<"getPlugin">>;
  deny(name: string): Promise<void>;
}

/** A plugin may keep the daemon from starting, so these commands must work without it. */
export async function withPlugins<T>(
  context: CliContext,
  use: (plugins: PluginSource) => Promise<T>,
): Promise<T> {
  if (await context.isServed()) return use(await served(context));
  const { unservedPlugins } = await import("@tinyagi/daemon");
  try {
    return await use(unservedPlugins(homeEnvironment(context)));
  } catch (error) {
    // A daemon this command cannot see, such as one in a container, or one that is just starting.
    if (!isLocked(error)) throw error;
    return use(await served(context));
  }
}

async function served(context: CliContext): Promise<PluginSource> {
  const client = await context.connect();
  const { signal } = context;
  return {
    list: () => client.call("listPlugins", { signal }),
    get: (name) => client.call("getPlugin", { params: { name }, signal }),
    async deny(name) {
      await client.call("denyPlugin", { params: { name }, signal });
    },
  };
}

function isLocked(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "HOME_LOCKED";
}
