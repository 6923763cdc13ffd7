/** Browser sessions. The table of acts lets only the operator create tickets. A ticket opens one session for anyone who has it, once. */
import type { RouteHandlers } from "../../route-handlers.js";
import { RetryLaterError } from "../../security/wrong-credentials.js";
import { TICKET_LIFE_MS } from "../../session/sessions.js";
import type { Services } from "../services.js";

type SessionHandlers = Pick<RouteHandlers, "createTicket" | "openSession" | "closeSession">;

export function sessionHandlers({ sessions, push }: Services): SessionHandlers {
  return {
    createTicket() {
      const issued = sessions.issueTicket();
      if (issued !== undefined) return { ok: true, ...issued };
      throw new RetryLaterError(
        "RATE_LIMITED",
        "Too many tickets are open. Use one, or wait until they have expired.",
        TICKET_LIFE_MS / 1_000,
      );
    },
    openSession({ body }, { http }) {
      const session = sessions.redeem(body.ticket);
      if (session === undefined) {
        throw http.refuseWrong("The ticket is wrong, or was used or has expired. Get a new one.");
      }
      return { ok: true, session: session.secret };
    },
    async closeSession(_input, { principal }) {
      if (principal.kind !== "browser") return { ok: true };
      sessions.end(principal.sessionId);
      await push.endSession(principal.sessionId);
      return { ok: true };
    },
  };
}
