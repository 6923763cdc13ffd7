/** Reads what a worker sends, and trusts none of it. What was taken is forgotten by the engine. */
import { hearHello, hearUp } from "../hub.js";
import { helloSchema, type Up, upEntrySchema } from "../messages.js";
import type { HubCore } from "./hub-core.js";
import type { WorkerHubOptions } from "./hub-options.js";
import { type Heard, type Inbound, listenTo } from "./inbound.js";
import { toId } from "./streams.js";

/** A worker with more than this unread is cut off until it says hello again. */
const UNREAD_BYTES = 64 * 1024 * 1024;
const UNREAD_CHECK_MS = 1_000;

type Beat = Extract<Up, { kind: "beat" }>;

export function listenToWorker(options: WorkerHubOptions, core: HubCore): { close(): void } {
  const { engine, streams, key, now } = options;
  const hellos = listenTo({ engine, stream: streams.hello, key, onEntry: takeHello, onFailure });
  const ups = listenTo({ engine, stream: streams.up, key, onEntry: takeUp, onFailure });

  function onFailure(error: unknown): void {
    options.onError(error);
    core.end();
  }

  function takeHello({ epoch, seq, messages }: Heard): void {
    const hello = helloSchema.safeParse(messages);
    if (hello.success) {
      forget(streams.hello, toId(epoch, seq));
      core.apply(hearHello(core.state(), hello.data, now()));
    } else clear(streams.hello, hellos);
  }

  function takeUp({ epoch, seq, messages }: Heard): void {
    const current = core.state().epoch;
    if (epoch > current) {
      core.end();
      clear(streams.up, ups);
    }
    if (epoch !== current) return;
    const entry = upEntrySchema.safeParse({ epoch, seq, messages });
    if (!entry.success) {
      core.end();
      return;
    }
    core.apply(hearUp(core.state(), entry.data, now()));
    const beat = entry.data.messages.findLast((message): message is Beat => message.kind === "beat");
    if (beat === undefined) return;
    forget(streams.up, toId(epoch, seq));
    forget(streams.down, toId(epoch, Math.max(0, beat.heard - 1)));
  }

  /** Somebody else wrote with an id that the worker never reaches, so that the engine would refuse all that follows. */
  function clear(stream: string, inbound: Inbound): void {
    // Without the engine the stream stays, and is read again.
    void engine.remove([stream]).then(inbound.restart, () => {});
  }

  function forget(stream: string, id: string): void {
    // Without the engine nothing can be forgotten; the next beat does it.
    engine.trim(stream, id).catch(() => {});
  }

  /** Fails without the engine: then nobody can send either. */
  async function cutOff(): Promise<void> {
    const sent = [streams.up, streams.hello];
    const bytes = await Promise.all(sent.map((stream) => engine.bytes(stream)));
    if (Math.max(...bytes) <= (options.unreadBytes ?? UNREAD_BYTES)) return;
    core.end();
    await engine.remove(sent);
  }

  const guard = setInterval(() => void cutOff().catch(() => {}), UNREAD_CHECK_MS);
  return {
    close() {
      clearInterval(guard);
      hellos.close();
      ups.close();
    },
  };
}
