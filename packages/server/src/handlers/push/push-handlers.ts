/** Notifications of browsers while no page is open. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Principal } from "../../security/principal.js";
import type { Services } from "../services.js";

type PushHandlers = Pick<
  RouteHandlers,
  "listPushDevices" | "createPushKey" | "addPushDevice" | "testPushDevice" | "removePushDevice"
>;

export function pushHandlers({ push }: Services): PushHandlers {
  return {
    listPushDevices: async (_input, { principal }) => ({ devices: await push.list(sessionOf(principal)) }),
    createPushKey: async () => ({ ok: true, key: await push.key() }),
    addPushDevice: async ({ body }, { principal, actor: by }) => ({
      ok: true,
      device: await push.add(body, { by, session: sessionOf(principal) }),
    }),
    testPushDevice: async ({ params }, { principal }) => ({
      ok: true,
      device: (await push.test(params.id, sessionOf(principal))) ?? null,
    }),
    async removePushDevice({ params }, { actor }) {
      await push.remove(params.id, actor);
      return { ok: true };
    },
  };
}

function sessionOf(principal: Principal): string | null {
  return principal.kind === "browser" ? principal.sessionId : null;
}
