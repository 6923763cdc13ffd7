/** Sends a test message on a channel, and waits until its platform took it. */
import type { RouteOutput } from "@tinyagi/contracts";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";

export const TEST_SECONDS = 30;

export type TestResult = RouteOutput<"testChannel">;

/** @throws CliError `UNAVAILABLE` when it was not delivered in time, with the last reason of the platform */
export async function sendTest(
  context: CliContext,
  id: string,
  { senderId, timeoutMs = TEST_SECONDS * 1_000 }: { senderId?: string | undefined; timeoutMs?: number } = {},
): Promise<TestResult> {
  const client = await context.connect();
  const deadline = AbortSignal.timeout(timeoutMs);
  const refused = new AbortController();
  const signal = AbortSignal.any([context.signal, deadline, refused.signal]);
  let sent: Promise<TestResult> | undefined;
  let outboxId: number | undefined;
  let reason = "the channel did not send it in time";
  const events = client.events({
    types: ["reply.queued", "reply.delivered", "reply.failed"],
    signal,
    // The stream is open before the message exists, so that no event of it is missed.
    onConnection({ state }) {
      if (state !== "open") return;
      const body = senderId === undefined ? {} : { senderId };
      sent ??= client.call("testChannel", { params: { id }, body, signal });
      // It is awaited below; a refusal ends the wait at once.
      sent.catch(() => refused.abort());
    },
  });
  for await (const event of events) {
    const { messageId } = (await sent) ?? { messageId: "" };
    if (event.type === "reply.queued" && event.data.messageId === messageId) outboxId = event.data.outboxId;
    if (event.type === "reply.delivered" && event.data.messageId === messageId) break;
    if (event.type === "reply.failed" && event.data.outboxId === outboxId) {
      reason = event.data.error;
      if (event.data.dead) throw notDelivered(id, reason);
    }
  }
  const result = await sent;
  context.signal.throwIfAborted();
  if (result === undefined || deadline.aborted) throw notDelivered(id, reason);
  return result;
}

function notDelivered(id: string, reason: string): CliError {
  return new CliError("UNAVAILABLE", `The test message was not delivered on ${id}: ${reason}`, {
    hint: "See why: tinyagi channel status",
  });
}
