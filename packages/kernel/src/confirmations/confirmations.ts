/**
 * Confirmations that browser sessions wait for, in memory only. Each is bound to one session, one act, the digest of one
 * request and the changes that a person was shown. A code works once, for minutes, and only a few attempts are allowed.
 * Codes leave this module only through `give` and `announced`.
 */

import { type ActId, type Confirmation, ConfirmationRequired, type GuardChange } from "@tinyagi/contracts";
import {
  type ConfirmationsOptions,
  type ConfirmedRequest,
  create,
  dropExpired,
  find,
  noteGiven,
  type Open,
  type OpenConfirmations,
  provide,
  redeem,
} from "./open-confirmations.js";

/** Replies that a code is promised to. */
const PROMISED_MAX = 100;

/** Returns when a person confirmed exactly this; otherwise throws `ConfirmationRequired`. */
export type Consent = (act: ActId, changes: readonly GuardChange[]) => void;

export interface Confirmations {
  /** The consent of one request. It may be asked several times for the same, and uses the code once. */
  consentTo(request: ConfirmedRequest): Consent;
  /** Oldest first. */
  list(): Confirmation[];
  /** A new code, which replaces an earlier one. @param by who gets it. @throws AppError `NOT_FOUND` */
  provide(id: string, by: string): { code: string; expiresAt: number };
  /**
   * Promises a confirmation to the reply of a chat command. The code is made when the channel fetches the reply, so that
   * it is neither stored nor shown to others.
   */
  announce(reply: { channel: string; messageId: string; by: string }, id: string): void;
  /** What was promised to a reply; `null` when it has ended since. `undefined`: nothing was promised. */
  announced(reply: {
    channel: string;
    messageId: string;
  }): { confirmation: Confirmation; code: string } | null | undefined;
}

export function createConfirmations(options: ConfirmationsOptions): Confirmations {
  const parts: OpenConfirmations = { ...options, open: new Map() };
  const { open } = parts;
  /** Confirmation by channel and message. */
  const promised = new Map<string, string>();
  return {
    consentTo: (request) => consentTo(parts, request),
    list() {
      dropExpired(parts);
      return [...open.values()].map(shown);
    },
    provide(id, by) {
      const given = provide(parts, id);
      noteGiven(parts, id, by);
      return given;
    },
    announce({ channel, messageId, by }, id) {
      dropExpired(parts);
      noteGiven(parts, id, by);
      for (const reply of promised.keys()) if (promised.size > PROMISED_MAX) promised.delete(reply);
      promised.set(JSON.stringify([channel, messageId]), id);
    },
    announced({ channel, messageId }) {
      const id = promised.get(JSON.stringify([channel, messageId]));
      if (id === undefined) return undefined;
      dropExpired(parts);
      const one = open.get(id);
      return one === undefined ? null : { confirmation: shown(one), ...provide(parts, id) };
    },
  };
}

/** As `Confirmations.consentTo`. */
function consentTo(parts: OpenConfirmations, request: ConfirmedRequest): Consent {
  let granted: string | undefined;
  return (act, changes) => {
    const wanted = JSON.stringify([act, changes]);
    if (granted === wanted) return;
    dropExpired(parts);
    let known = find(parts, request);
    if (known !== undefined && JSON.stringify([known.act, known.changes]) !== wanted) {
      // What stands changed since the person looked: they agreed to something else.
      parts.open.delete(known.id);
      known = undefined;
    }
    const problem = request.code === undefined ? undefined : redeem(parts, known, request.code);
    if (problem === null) {
      granted = wanted;
      return;
    }
    const next = find(parts, request) ?? create(parts, request, { act, changes });
    throw new ConfirmationRequired({ ...shown(next), ...(problem === undefined ? {} : { problem }) });
  };
}

function shown({ id, act, changes, createdAt, expiresAt }: Open): Confirmation {
  return { id, act, changes, createdAt, expiresAt };
}
