/**
 * Tokens of callers that are not the operator: a run's, for as long as it lives, and a channel's. Only digests are
 * kept, in memory and in the store, so that nobody can read a token back; what is not known names nobody.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { Clock, NewId } from "@tinyagi/base";
import { AppError } from "@tinyagi/contracts";
import type { Journal, Store, TokenRow } from "@tinyagi/kernel";

const TOKEN_BYTES = 32;
const RUN_PREFIX = "tagr_";
const CHANNEL_PREFIX = "tagc_";
const TOKEN_PATTERN = /^tag[rc]_[A-Za-z0-9_-]{43}$/;
/** Runs and supervised channels alive at once; far beyond what a machine runs. */
export const LIVE_TOKENS_MAX = 10_000;
/** Channels that run elsewhere. */
export const STORED_TOKENS_MAX = 64;
/** How exact `last_used_at` is: a write for each request would be the most frequent write of all. */
const USED_STEP_MS = 60_000;

/** A run as its token names it. */
export interface RunHolder {
  kind: "run";
  runId: string;
  agentId: string;
  conversationId: string;
}
export interface ChannelHolder {
  kind: "channel";
  channel: string;
}
export type TokenHolder = RunHolder | ChannelHolder;

/** A token that was just made. Nobody can show it again. */
export interface NewChannelToken {
  id: string;
  channel: string;
  token: string;
}

/** A token that belongs to a program, and to one run of it at a time. */
export interface KeptToken {
  readonly token: string;
  /** Lets the token stand for a run. @returns a function that ends this, and does nothing after a later run was admitted */
  admit(run: Omit<RunHolder, "kind">): () => void;
  revoke(): void;
}

export interface TokenRegistry {
  /** A token for a run that starts; `revoke` makes it worthless at once. */
  mintRun(run: Omit<RunHolder, "kind">): { token: string; revoke(): void };
  /** A token for a program that is kept between runs: it opens what the run opens that is admitted, and nothing without one. */
  mintKept(): KeptToken;
  /** A token for a channel this daemon started itself; it ends with the daemon at the latest. */
  mintChannel(channel: string): { token: string; revoke(): void };
  /** A token for a channel that runs elsewhere; it stays until it is revoked. @param by who asked for it @throws AppError `CONFLICT` at the limit */
  create(channel: string, by: string): Promise<NewChannelToken>;
  /** Without digests, newest first. */
  list(): Omit<TokenRow, "digest">[];
  /** @throws AppError `NOT_FOUND` */
  revoke(id: string, by: string): Promise<void>;
  /** Who holds this token, if anybody. @throws AppError `UNAUTHORIZED` for the token of a program between two runs */
  identify(token: string): TokenHolder | undefined;
}

export interface TokenRegistryOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  /** Default: 32 bytes of the system's generator. */
  random?: () => Buffer;
}

interface Live {
  digest: Buffer;
  /** Undefined: a program between two runs. */
  holder: TokenHolder | undefined;
}

export function createTokenRegistry(options: TokenRegistryOptions): TokenRegistry {
  const { store, clock, newId } = options;
  const random = options.random ?? (() => randomBytes(TOKEN_BYTES));
  const live = new Map<string, Live>();

  function mint(prefix: string, holder: Live["holder"]): { token: string; live: Live; revoke(): void } {
    if (live.size >= LIVE_TOKENS_MAX) {
      throw new AppError(
        "UNAVAILABLE",
        "Too many runs and channels hold a token; wait until some have ended.",
      );
    }
    const token = prefix + random().toString("base64url");
    const digest = computeDigest(token);
    const key = digest.toString("hex");
    const entry: Live = { digest, holder };
    live.set(key, entry);
    return { token, live: entry, revoke: () => void live.delete(key) };
  }

  /** `last_used_at` is a convenience: a failure to note it must not refuse the caller. */
  function noteUse(row: TokenRow): void {
    const now = clock.now();
    if (row.last_used_at !== null && now - row.last_used_at < USED_STEP_MS) return;
    store.writeSoon(() => void store.tokens.used(row.id, now)).catch(() => {});
  }

  return {
    mintKept() {
      const { token, live: entry, revoke } = mint(RUN_PREFIX, undefined);
      return {
        token,
        revoke,
        admit(run) {
          const holder: RunHolder = { kind: "run", ...run };
          entry.holder = holder;
          return () => {
            if (entry.holder === holder) entry.holder = undefined;
          };
        },
      };
    },
    mintRun: (run) => mint(RUN_PREFIX, { kind: "run", ...run }),
    mintChannel: (channel) => mint(CHANNEL_PREFIX, { kind: "channel", channel }),
    async create(channel, by) {
      const made = { id: newId("tok"), channel, token: CHANNEL_PREFIX + random().toString("base64url") };
      await store.write(() => addToken(options, made, by));
      return made;
    },
    list: () => store.tokens.list(),
    revoke: (id, by) => store.write(() => removeToken(options, id, by)),
    identify(token) {
      if (!TOKEN_PATTERN.test(token)) return undefined;
      const digest = computeDigest(token);
      const key = digest.toString("hex");
      const known = live.get(key);
      if (known !== undefined && timingSafeEqual(known.digest, digest)) return findHolder(known);
      const row = store.tokens.byDigest(key);
      if (row === undefined || !timingSafeEqual(Buffer.from(row.digest, "hex"), digest)) return undefined;
      noteUse(row);
      return { kind: "channel", channel: row.channel };
    },
  };
}

function findHolder({ holder }: Live): TokenHolder {
  if (holder !== undefined) return holder;
  throw new AppError(
    "UNAUTHORIZED",
    "The run that this token belonged to has ended. Call the API only while you work on a message.",
  );
}

function computeDigest(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** Inside a write. */
function addToken(
  { store, journal, clock }: TokenRegistryOptions,
  { id, channel, token }: { id: string; channel: string; token: string },
  by: string,
): void {
  if (store.tokens.list().length >= STORED_TOKENS_MAX)
    throw new AppError(
      "CONFLICT",
      `There are ${STORED_TOKENS_MAX} tokens already. Revoke one with \`tinyagi token revoke <id>\`.`,
    );
  const digest = computeDigest(token).toString("hex");
  store.tokens.insert({ id, channel, digest, created_at: clock.now() });
  journal.append("token.created", { id, channel, by });
}

/** Inside a write. */
function removeToken({ store, journal }: TokenRegistryOptions, id: string, by: string): void {
  const row = store.tokens.remove(id);
  if (row === undefined)
    throw new AppError("NOT_FOUND", "There is no token with that id. List them with `tinyagi token list`.");
  journal.append("token.revoked", { id, channel: row.channel, by });
}
