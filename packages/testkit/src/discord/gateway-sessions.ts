/** Sessions of the gateway: numbered dispatches, kept for a client that resumes. */
import { GatewayDispatchEvents, GatewayOpcodes } from "discord-api-types/v10";

/** Dispatches kept for a client that resumes. */
const KEPT_MAX = 1_000;

interface Dispatch {
  readonly op: GatewayOpcodes;
  readonly t: string;
  readonly s: number;
  readonly d: unknown;
}

type Send = (frame: object) => void;

export interface GatewaySession {
  readonly id: string;
  readonly intents: number;
  isAttached(): boolean;
  dispatch(name: string, data: unknown): void;
  /** Replays what came after `sequence`. */
  resume(sequence: number, send: Send): void;
  /** Its socket is gone. @param isFinal whether nobody may resume it */
  leave(isFinal: boolean): void;
  /** Sends the next dispatch after the one that follows it. */
  reorderNext(): void;
}

export interface GatewaySessions {
  open(intents: number, send: Send): GatewaySession;
  find(id: string): GatewaySession | undefined;
  all(): GatewaySession[];
  forget(): void;
}

export function createGatewaySessions(): GatewaySessions {
  const sessions = new Map<string, GatewaySession>();
  let opened = 0;
  return {
    open(intents, send) {
      opened += 1;
      const id = `session-${opened}`;
      const session = createSession({ id, intents, end: () => sessions.delete(id) }, send);
      sessions.set(id, session);
      return session;
    },
    find: (id) => sessions.get(id),
    all: () => [...sessions.values()],
    forget: () => sessions.clear(),
  };
}

function createSession(
  { id, intents, end }: { id: string; intents: number; end: () => void },
  first: Send,
): GatewaySession {
  const kept: Dispatch[] = [];
  let send: Send | undefined = first;
  let sequence = 0;
  let held: Dispatch | undefined;
  let mustHold = false;

  function deliver(frame: Dispatch): void {
    if (mustHold) {
      mustHold = false;
      held = frame;
      return;
    }
    send?.(frame);
    if (held !== undefined) send?.(held);
    held = undefined;
  }

  function dispatch(name: string, data: unknown): void {
    sequence += 1;
    const frame: Dispatch = { op: GatewayOpcodes.Dispatch, t: name, s: sequence, d: data };
    kept.push(frame);
    if (kept.length > KEPT_MAX) kept.shift();
    deliver(frame);
  }

  return {
    id,
    intents,
    isAttached: () => send !== undefined,
    dispatch,
    resume(after, to) {
      send = to;
      for (const frame of kept) if (frame.s > after) to(frame);
      dispatch(GatewayDispatchEvents.Resumed, {});
    },
    leave(isFinal) {
      send = undefined;
      if (isFinal) end();
    },
    reorderNext: () => {
      mustHold = true;
    },
  };
}
