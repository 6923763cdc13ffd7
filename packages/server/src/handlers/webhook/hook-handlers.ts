/**
 * Signed webhooks. An unknown hook, a disabled hook, a wrong signature and an old signature get the same refusal after
 * the same work, so a caller cannot find out which hooks exist.
 */
import { randomBytes } from "node:crypto";
import { AppError, type WebhookSettings } from "@tinyagi/contracts";
import type { HttpExchange, RouteHandlers } from "../../route-handlers.js";
import { checkSignature, type Delivery, SIGNATURE_TOLERANCE_MS } from "../../security/webhook-signature.js";
import { RetryLaterError } from "../../security/wrong-credentials.js";
import type { Services } from "../services.js";
import { hookText } from "./hook-text.js";

/** Channel of the conversations that webhooks open. No client fetches its replies. */
export const WEBHOOK_CHANNEL = "webhook";
/** Most deliveries of one hook in a minute. */
const HOOK_RATE = 60;
const HOOK_WINDOW_MS = 60_000;
const MS_PER_SECOND = 1_000;

/** Deliveries of one hook accepted while their signatures are still valid: times by fingerprint, oldest first. */
type Recent = Map<string, number>;

export function hookHandlers(services: Services): Pick<RouteHandlers, "receiveHook"> {
  const { settings, conversations, clock, daemon } = services;
  /** Only a valid signature creates an entry, so there are at most as many as hooks in the settings. */
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
      throw http.refuseWrong("This webhook does not exist, or the signature is wrong or too old.");
    }
    return { hook, delivery };
  }

  function admit(name: string, fingerprint: string): Recent {
    const now = clock.now();
    const recent: Recent = seen.get(name) ?? new Map();
    seen.set(name, recent);
    for (const [key, time] of recent) if (now - time > 2 * SIGNATURE_TOLERANCE_MS) recent.delete(key);
    if (recent.has(fingerprint))
      throw new AppError("DUPLICATE_MESSAGE", "This delivery was already accepted.");
    const times = [...recent.values()].filter((time) => now - time < HOOK_WINDOW_MS);
    const [oldest = now] = times;
    if (times.length >= HOOK_RATE) {
      const waitS = Math.max(1, Math.ceil((oldest + HOOK_WINDOW_MS - now) / MS_PER_SECOND));
      throw new RetryLaterError(
        "RATE_LIMITED",
        `A webhook accepts ${HOOK_RATE} deliveries a minute. Retry later.`,
        waitS,
      );
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
          // The id may come from an unsigned header, and `seen` is lost at a restart. The store keeps both keys.
          contentId: `${name}:${delivery.fingerprint}`,
          target: hook.agent,
        });
        return { ok: true, ...accepted };
      } catch (error) {
        // The sender may retry with the same signature.
        recent.delete(delivery.fingerprint);
        throw error;
      }
    },
  };
}
