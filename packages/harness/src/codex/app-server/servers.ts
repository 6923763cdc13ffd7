/** What codex says about its MCP servers. Only when none is starting any more, all that runs for them is there. */
import { serverStatusSchema } from "./messages.js";
import type { RpcMessage } from "./rpc.js";

export interface Servers {
  readonly note: (message: RpcMessage | undefined) => void;
  readonly areStarting: () => boolean;
  /** What was said last about a server. */
  readonly statusOf: (name: string) => string | undefined;
}

/** Remembers what is noted. */
export function createServers(): Servers {
  const statuses = new Map<string, string>();
  return {
    note(message) {
      if (message?.kind !== "note" || message.method !== "mcpServer/startupStatus/updated") return;
      const server = serverStatusSchema.safeParse(message.params);
      if (server.success) statuses.set(server.data.name, server.data.status);
    },
    areStarting: () => [...statuses.values()].includes("starting"),
    statusOf: (name) => statuses.get(name),
  };
}
