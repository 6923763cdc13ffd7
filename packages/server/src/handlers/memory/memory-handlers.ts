/** An agent's notes. */
import type { RouteHandlers } from "../../route-handlers.js";
import { mustSeeAgent } from "../found.js";
import type { Services } from "../services.js";

type MemoryHandlers = Pick<
  RouteHandlers,
  "listMemory" | "readNote" | "writeNote" | "deleteNote" | "searchMemory"
>;

export function memoryHandlers(services: Services): MemoryHandlers {
  const { workspaceOf } = services;
  return {
    listMemory({ params }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      return workspaceOf(params.id).listNotes({});
    },
    readNote({ params, query }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      return workspaceOf(params.id).readNote({ path: query.path });
    },
    async writeNote({ params, body }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      const { created, name, path, summary } = await workspaceOf(params.id).writeNote(body);
      return { ok: true, created, note: { name, path, summary } };
    },
    async deleteNote({ params, query }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      await workspaceOf(params.id).removeNote({ path: query.path });
      return { ok: true };
    },
    searchMemory({ params, query }, { principal }) {
      mustSeeAgent(services, params.id, principal);
      return workspaceOf(params.id).searchNotes({ query: query.q, limit: query.limit });
    },
  };
}
