/** The programs of agents that stay open: who has some, and closing them. */
import type { RouteHandlers } from "../../route-handlers.js";
import { found } from "../found.js";
import type { Services } from "../services.js";

export function programHandlers({
  programs,
  settings,
  store,
  journal,
}: Pick<Services, "programs" | "settings" | "store" | "journal">): Pick<
  RouteHandlers,
  "listPrograms" | "closePrograms"
> {
  return {
    listPrograms: async () => ({ programs: await programs.list(), ahead: programs.ahead() }),
    async closePrograms({ params: { id } }, { actor: by }) {
      found(settings.current().agents[id], `agent '${id}' not found`);
      const closed = programs.close(id);
      await store.write(() => journal.append("agent.programs_closed", { agent: id, by, ...closed }));
      return { ok: true, ...closed };
    },
  };
}
