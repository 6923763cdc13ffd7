/** An agent's notes. */
import type { RouteHandlers } from "../../route-handlers.js";
import { mustSeeAgent } from "../found.js";
import type { Services } from "../services.js";

type MemoryHandlers = Pick<
  RouteHandlers,
  "listMemory" | "readNote" | "writeNote" | "deleteNote" | "searchMemory"
>;

export function memoryHandlers(services: Services): MemoryHandlers {
  const { memory } = services;
  return {
    listMemory({ params }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      return memory.list(params.id);
    },
    readNote({ params, query }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      return memory.read(params.id, query.path);
    },
    async writeNote({ params, body }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      const { created, name, path, summary } = await memory.write(params.id, body.path, body.content);
      return { ok: true, created, note: { name, path, summary } };
    },
    async deleteNote({ params, query }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      await memory.remove(params.id, query.path);
      return { ok: true };
    },
    searchMemory({ params, query }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      return memory.search(params.id, query.q, query.limit);
    },
  };
}
