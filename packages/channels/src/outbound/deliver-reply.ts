/** One reply: it is sent, and then acknowledged, or its failure is reported. */
import { isAppError, SHOWN_MAX } from "@tinyagi/contracts";
import type { MessageRef } from "../adapter/chat.js";
import { PlatformError } from "../adapter/platform-error.js";
import { repeatCall } from "../base/repeat.js";
import type { DeliveryOptions, DeliveryParts } from "./delivery-parts.js";
import type { ClaimedReply } from "./reply.js";
import { isOutage, verdictOn } from "./verdict.js";

/** For one attempt with all parts of a reply. The next one continues with the part that was not sent. */
const SEND_MAX_MS = 240_000;
/** Added to the wait that a platform asks for: a claim that comes a moment too early would cost a whole poll. */
const MARGIN_MS = 20;
/** Of a chat or a message. */
const ID_MAX_CHARS = 200;

/** Sends one reply, and reports its end. */
export async function deliver(parts: DeliveryParts, reply: ClaimedReply, signal: AbortSignal): Promise<void> {
  let shown: readonly MessageRef[] | undefined;
  try {
    shown = await sendInTime(parts, reply, signal);
  } catch (error) {
    // Stopped in the middle: the lease ends, and the next process goes on.
    if (signal.aborted) return;
    parts.failures = isOutage(error, parts.isConnected()) ? parts.failures + 1 : 0;
    await reportFailure(parts, reply, { error, signal });
    return;
  }
  parts.failures = 0;
  const params = { id: String(reply.id) };
  const places = (shown ?? []).slice(0, SHOWN_MAX).flatMap(shownAt);
  const body = places.length === 0 ? {} : { body: { shown: places } };
  await settle(parts, () => parts.client.call("ackResponse", { params, ...body, signal }), signal);
  parts.onDelivered(reply);
}

async function reportFailure(
  parts: DeliveryParts,
  { id, attempts }: ClaimedReply,
  { error, signal }: { error: unknown; signal: AbortSignal },
): Promise<void> {
  const { client, claimedAgain } = parts;
  const params = { id: String(id) };
  const body = verdictOn(error, parts.isConnected());
  parts.log("warn", "a reply could not be sent", { id, attempts, ...body });
  await settle(parts, () => client.call("failResponse", { params, body, signal }), signal);
  // A claim that crossed this report took the reply again. Nobody sends it until it is given back.
  if (claimedAgain.delete(id))
    await settle(
      parts,
      () => client.call("failResponse", { params, body: { ...body, release: true }, signal }),
      signal,
    );
  if (body.retryAfterMs !== undefined) wakeAfter(parts, body.retryAfterMs, signal);
}

function wakeAfter(parts: DeliveryParts, ms: number, signal: AbortSignal): void {
  parts.timing.sleep(ms + MARGIN_MS, signal).then(
    () => parts.waker.resolve(),
    // The channel stops.
    () => {},
  );
}

/** A row that is not there any more, or was settled by somebody else, needs nothing. */
async function settle(
  { timing, log }: DeliveryParts,
  call: () => Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await repeatCall(call, { timing, log, what: "the end of a delivery could not be reported", signal });
  } catch (error) {
    if (signal.aborted) return;
    if (!isAppError(error, "CONFLICT") && !isAppError(error, "NOT_FOUND")) throw error;
  }
}

/** What is too long to be an id is not remembered: nobody can answer it by name. */
function shownAt({ chat, id }: MessageRef): { chat: string; message: string }[] {
  const fits = [chat.id, id].every((part) => part !== "" && part.length <= ID_MAX_CHARS);
  return fits ? [{ chat: chat.id, message: id }] : [];
}

/** @throws PlatformError when the sending fails, or never ends */
async function sendInTime(
  { sender, timing }: DeliveryOptions,
  reply: ClaimedReply,
  signal: AbortSignal,
): Promise<readonly MessageRef[] | undefined> {
  const over = new AbortController();
  const tooLong = new PlatformError(
    "unreachable",
    `sending it took longer than ${SEND_MAX_MS / 60_000} minutes`,
  );
  const sleep = timing.sleep(SEND_MAX_MS, AbortSignal.any([signal, over.signal]));
  const limit = sleep.then(() => {
    throw tooLong;
  });
  try {
    return await Promise.race([sender.send(reply, AbortSignal.any([signal, over.signal])), limit]);
  } finally {
    over.abort(tooLong);
    // The one that lost the race may still fail.
    await limit.catch(() => {});
  }
}
