/** Workers: the other machines that run agents. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type WorkerHandlers = Pick<RouteHandlers, "listWorkers" | "inviteWorker" | "drainWorker" | "removeWorker">;

export function workerHandlers({ workers }: Services): WorkerHandlers {
  return {
    listWorkers: () => workers.list(),
    async inviteWorker({ body }, { author, actor }) {
      return { ok: true, ...(await workers.invite(body, author, actor)) };
    },
    async drainWorker({ params, body }, { author }) {
      return { ok: true, worker: await workers.drain(params.name, body.draining, author) };
    },
    async removeWorker({ params }, { author, actor }) {
      await workers.remove(params.name, author, actor);
      return { ok: true };
    },
  };
}
