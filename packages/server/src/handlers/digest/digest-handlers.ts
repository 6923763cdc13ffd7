/** The daily digest: what it says now, and one that is sent now. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type DigestHandlers = Pick<RouteHandlers, "getDigest" | "sendDigest">;

export function digestHandlers({ digests, daemon }: Services): DigestHandlers {
  return {
    getDigest: () => digests.read(),
    async sendDigest() {
      daemon.assertAccepting();
      const { channel } = await digests.send();
      return { ok: true, channel };
    },
  };
}
