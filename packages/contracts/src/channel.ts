/**
 * The channels that TinyAGI knows by name: where conversations come from and who reads their replies. A channel that is
 * not in this table may exist: its replies wait in the outbox for a client with its token.
 */

/** What every row of {@link CHANNELS} says. */
interface ChannelRow {
  /** Whether a client must fetch its replies from the outbox. If not, they are read from the record and expire. */
  readonly fetched: boolean;
  /** Whether a person reads its conversations, so that a run may write to that person before its answer. */
  readonly read: boolean;
  /** Whether strangers can write on it, so that an unknown sender is never an owner. */
  readonly open: boolean;
}

export const CHANNELS = {
  discord: { fetched: true, read: true, open: true },
  telegram: { fetched: true, read: true, open: true },
  whatsapp: { fetched: true, read: true, open: true },
  api: { fetched: false, read: true, open: false },
  cli: { fetched: false, read: true, open: false },
  web: { fetched: false, read: true, open: false },
  mcp: { fetched: false, read: true, open: false },
  webhook: { fetched: false, read: true, open: false },
  schedule: { fetched: false, read: false, open: false },
  heartbeat: { fetched: false, read: false, open: false },
  chatroom: { fetched: false, read: false, open: false },
  task: { fetched: false, read: false, open: false },
} as const satisfies Readonly<Record<string, ChannelRow>>;

const rows = Object.entries(CHANNELS);
/**
 * Channels on which only the operator writes, so that nobody has to be paired. Every other name, also an unknown one, is
 * a channel on which strangers can write.
 */
export const LOCAL_CHANNELS: ReadonlySet<string> = new Set(
  rows.filter(([, row]) => !row.open).map(([id]) => id),
);
/** Channels whose replies no client fetches. */
export const UNFETCHED_CHANNELS: ReadonlySet<string> = new Set(
  rows.filter(([, row]) => !row.fetched).map(([id]) => id),
);
/** Channels whose replies a client fetches: the chat platforms, which the settings start. */
export const FETCHED_CHANNELS: readonly string[] = rows.filter(([, row]) => row.fetched).map(([id]) => id);
/** Channels whose conversations no person reads. */
export const UNREAD_CHANNELS: ReadonlySet<string> = new Set(
  rows.filter(([, row]) => !row.read).map(([id]) => id),
);
