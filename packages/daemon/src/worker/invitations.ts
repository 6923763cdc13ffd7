/**
 * Invitations of machines: each has a code that can be used once, for ten minutes. What it needs at the engine exists only
 * for that time. A restart of the daemon ends no invitation.
 */
import { randomBytes } from "node:crypto";
import type { Clock, Log } from "@tinyagi/base";
import {
  answerJoin,
  type Credential,
  type Engine,
  type EngineUser,
  joinStreamsOf,
  joinUser,
  type StoredInvitation,
  writeJoinCode,
} from "@tinyagi/worker";
import type { EngineAddress } from "./engine-address.js";
import type { WorkerFiles } from "./worker-files.js";

const VALID_MS = 10 * 60_000;
/** A machine that does not say so has the credential after this, or never. */
const TAKEN_MS = 30_000;

export interface InvitationsOptions {
  readonly homeId: string;
  readonly files: WorkerFiles;
  readonly engine: Engine;
  readonly address: EngineAddress;
  readonly clock: Clock;
  readonly log: Log;
  /** @throws when the engine cannot be reached, or refuses */
  readonly setUsers: () => Promise<void>;
  readonly admit: (name: string, credential: Credential) => Promise<void>;
}

export interface Invited {
  readonly code: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  readonly url: string;
}

export interface Invitations {
  /** An older invitation of this name ends. @throws when the engine cannot be reached, or refuses */
  create(name: string, slots: number): Promise<Invited>;
  /** Continues one that is stored. */
  resume(name: string): void;
  end(name: string): Promise<void>;
  /** Epoch milliseconds; undefined without one. */
  until(name: string): number | undefined;
  /** Users of the engine that they need. */
  users(): EngineUser[];
  close(): void;
}

interface Open {
  readonly invitation: StoredInvitation;
  readonly stop: () => void;
}

export function createInvitations(options: InvitationsOptions): Invitations {
  const { homeId, files, engine, address, clock, log } = options;
  const open = new Map<string, Open>();
  const warn = (name: string) => (err: unknown) =>
    log.warn({ err, worker: name }, "an invitation has failed");

  function start(name: string, invitation: StoredInvitation): void {
    const secret = Buffer.from(invitation.secret, "base64url");
    let timer = setTimeout(finish, Math.max(0, invitation.expiresAt - clock.now()));
    function finish(): void {
      end(name).catch(warn(name));
    }
    const stop = answerJoin({
      engine,
      place: { homeId, name },
      secret,
      now: () => clock.now(),
      async admit(credential) {
        await options.admit(name, credential);
        files.dropInvitation(name);
        clearTimeout(timer);
        timer = setTimeout(finish, TAKEN_MS);
      },
      onTaken: finish,
      onError: warn(name),
    });
    open.set(name, {
      invitation,
      stop() {
        clearTimeout(timer);
        stop();
      },
    });
  }

  async function end(name: string): Promise<void> {
    const known = open.get(name);
    open.delete(name);
    files.dropInvitation(name);
    if (known === undefined) return;
    known.stop();
    // Without the engine there is nobody who could use it. When it is reached again, its users are set anew.
    await options.setUsers().catch(warn(name));
    const { ask, answer } = joinStreamsOf({ homeId, name });
    await engine.remove([ask, answer]).catch(warn(name));
  }

  return {
    async create(name, slots) {
      await end(name);
      const secret = randomBytes(32).toString("base64url");
      const invitation = { secret, expiresAt: clock.now() + VALID_MS };
      files.saveInvitation(name, invitation);
      start(name, invitation);
      try {
        await options.setUsers();
      } catch (error) {
        await end(name);
        throw error;
      }
      const { workerUrl: url, ca } = address;
      const code = writeJoinCode({ url, ...(ca === undefined ? {} : { ca }), homeId, name, slots, secret });
      return { code, expiresAt: invitation.expiresAt, url };
    },
    resume(name) {
      const invitation = files.invitation(name);
      if (invitation !== undefined) start(name, invitation);
    },
    end,
    until: (name) => open.get(name)?.invitation.expiresAt,
    users: () =>
      [...open].map(([name, { invitation }]) =>
        joinUser({ homeId, name }, Buffer.from(invitation.secret, "base64url")),
      ),
    close() {
      for (const { stop } of open.values()) stop();
      open.clear();
    },
  };
}
