/**
 * Signed webhooks. An unknown hook, one that is switched off, a wrong signature and an old one all get the same
 * refusal after the same work, so that names of hooks cannot be found out.
 */
import { randomBytes } from "node:crypto";
import { AppError, type WebhookSettings } from "@tinyagi/contracts";
import type { HttpExchange, RouteHandlers } from "../route-handlers.js";
import { checkSignature, type Delivery, SIGNATURE_TOLERANCE_MS } from "../security/webhook-signature.js";
import { RetryLaterError } from "../security/wrong-credentials.js";
import { hookText } from "./hook-text.js";
import type { Services } from "./services.js";

/** Channel of the conversations that webhooks open; nobody fetches its replies. */
export const WEBHOOK_CHANNEL = "webhook";
/** Deliveries of one hook in a minute. */
const HOOK_RATE = 60;
const HOOK_WINDOW_MS = 60_000;
const MS_PER_SECOND = 1_000;

/** What was let in of one hook within the tolerance of its signatures: times by fingerprint, oldest first. */
type Recent = Map<string, number>;

export function hookHandlers(services: Services): Pick<RouteHandlers, "receiveHook"> {
  const { settings, conversations, clock, daemon } = services;
  /** Only hooks with a right signature get an entry, so that it cannot grow beyond the settings. */
  const seen = new Map<string, Recent>();
  const nobodys = randomBytes(32).toString("hex");

  async function verify(
    name: string,
    http: HttpExchange,
  ): Promise<{ hook: WebhookSettings; delivery: Delivery }> {
    const { webhooks } = settings.current();
    const hook = Object.hasOwn(webhooks, name) ? webhooks[name] : undefined;
    const secret = hook?.enabled === true ? await services.resolveSecret(hook.secret) : undefined;
    const request = { header: http.header, body: http.rawBody ?? Buffer.alloc(0) };
    const delivery = checkSignature(request, { secret: secret ?? nobodys, now: clock.now() });
    if (hook === undefined || secret === undefined || delivery === undefined) {
      throw http.refuseWrong("There is no such webhook, or its signature is wrong or too old.");
    }
    return { hook, delivery };
  }

  function admit(name: string, fingerprint: string): Recent {
    const now = clock.now();
    const recent: Recent = seen.get(name) ?? new Map();
    seen.set(name, recent);
    for (const [key, time] of recent) if (now - time > 2 * SIGNATURE_TOLERANCE_MS) recent.delete(key);
    if (recent.has(fingerprint)) throw new AppError("DUPLICATE_MESSAGE", "This delivery was taken before.");
    const times = [...recent.values()].filter((time) => now - time < HOOK_WINDOW_MS);
    const [oldest = now] = times;
    if (times.length >= HOOK_RATE) {
      const waitS = Math.max(1, Math.ceil((oldest + HOOK_WINDOW_MS - now) / MS_PER_SECOND));
      throw new RetryLaterError("RATE_LIMITED", `A webhook takes ${HOOK_RATE} deliveries a minute.`, waitS);
    }
    return recent;
  }

  return {
    async receiveHook({ params, body }, { http }) {
      const { name } = params;
      const { hook, delivery } = await verify(name, http);
      daemon.assertAccepting();
      const recent = admit(name, delivery.fingerprint);
      recent.set(delivery.fingerprint, clock.now());
      try {
        const accepted = await conversations.accept({
          text: hookText({ name, template: hook.template, body }),
          channel: WEBHOOK_CHANNEL,
          sender: name,
          messageId: `${name}:${delivery.id}`,
          // The id may be an unsigned header, and what was seen is forgotten at a restart: the store keeps both.
          contentId: `${name}:${delivery.fingerprint}`,
          target: hook.agent,
        });
        return { ok: true, ...accepted };
      } catch (error) {
        // The sender will try again with the same signature.
        recent.delete(delivery.fingerprint);
        throw error;
      }
    },
  };
}
