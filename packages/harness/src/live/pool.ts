/**
 * The programs that stay open between runs, one for each lane (an agent and a session of it). Guarantees that a program has one
 * holder at a time, that one which is closed has lost its access, and that what waits costs no more than the limits allow.
 */
import type { AgentStart, ClosedPrograms } from "@tinyagi/contracts";
import type { KeptGrant } from "@tinyagi/features";
import { type AheadVerdict, decideAhead } from "./ahead.js";
import { type AheadNote, type AheadNotes, createAheadNotes } from "./ahead-notes.js";
import { changedPart, type LiveBasis } from "./basis.js";
import type { ProgramConnection } from "./connection.js";
import { evictions, type KeepLimits } from "./eviction.js";
import { memoryOf } from "./memory.js";
import { createOpenSet, type OpenProgram, type OpenSet } from "./open-programs.js";

/** Reasons that wait for the next run of their lane. */
const REASONS_MAX = 1_000;

/** Each message would wait for it again. It may have been slow only because the machine was busy. */
const REFUSED_MS = 60 * 60_000;

/** A program with what it was started with. */
export interface KeptProgram {
  readonly agentId: string;
  readonly connection: ProgramConnection;
  readonly basis: LiveBasis;
  readonly grant: KeptGrant;
}

/** A program that could be opened ahead. */
export interface AheadOffer {
  /** The program whose session the run began, and that is waiting now. */
  readonly like: KeptProgram;
  /** What a new one would start with. */
  readonly basis: LiveBasis;
  /** Prepares it. Undefined: it can be given no access. */
  readonly prepare: () => Promise<KeptProgram | undefined>;
  /** Starts it. @returns whether it waits for prompts */
  readonly start: (program: KeptProgram) => Promise<boolean>;
}

/** A lane that belongs to one run. */
export interface LaneHold {
  /** The program that was kept for it. */
  readonly program: KeptProgram | undefined;
  /** Why there is none. */
  readonly missing: AgentStart;
  /** Resolves when no earlier program of the lane is left: two of them would hold the same session. */
  readonly gone: () => Promise<void>;
  /** Counts a new program as open. */
  readonly take: (program: KeptProgram) => void;
  /** Ends a program of the lane and its access. Resolves when everything of it is gone. */
  readonly close: (program: KeptProgram) => Promise<void>;
  /**
   * Gives the lane back. A usable program is kept, any other is closed.
   *
   * @param reason of a program that is not to be kept
   * @returns resolves when it is kept or gone
   */
  readonly release: (program: KeptProgram | undefined, reason?: AgentStart) => Promise<void>;
}

/** The pool. Disposing it closes every program. */
export interface LivePool extends AsyncDisposable {
  /**
   * Undefined while another run holds the lane.
   *
   * @param conversation with whose end the lane ends. Absent: it stays
   */
  readonly hold: (lane: string, conversation?: string) => LaneHold | undefined;
  /** For a run whose program ends with it. */
  readonly holdNone: () => LaneHold;
  /** Opens a program for a session that is still to come, unless there is no need or no room. @returns what was decided */
  readonly openAhead: (offer: AheadOffer) => Promise<AheadVerdict>;
  /** Remembers why nothing was opened ahead for an agent. */
  readonly noteAhead: (agentId: string, state: AheadNote) => void;
  /** For which agents a program waits for the next session, and why not. */
  readonly ahead: () => ReturnType<AheadNotes["list"]>;
  /** A program that was opened ahead, and fits. It belongs to the caller. */
  readonly takeAhead: (agentId: string, basis: LiveBasis) => KeptProgram | undefined;
  /** Closes the programs of lanes that end with a conversation. */
  readonly endConversation: (conversation: string) => void;
  /** Closes what the settings no longer allow. */
  readonly trim: () => Promise<void>;
  /** A program that took no prompts. It is not opened again for an hour, unless it becomes another one. */
  readonly refuse: (program: LiveBasis["program"]) => void;
  readonly isRefused: (program: LiveBasis["program"]) => boolean;
  /** Whether it is worth asking for one. */
  readonly refusesAny: () => boolean;
  /** How many programs wait. */
  readonly idle: () => number;
  /** All programs that are kept open, also those at work. */
  readonly list: () => Promise<readonly OpenProgram[]>;
  /**
   * Closes the programs of an agent. Those at work are closed after their run.
   *
   * @param reason that its next run tells. Default: somebody closed them
   */
  readonly closeAgent: (agentId: string, reason?: AgentStart) => ClosedPrograms;
}

/** Settings of {@link createLivePool}. */
export interface LivePoolOptions {
  /** Read at each change. */
  readonly limits: () => KeepLimits;
  /** Whether programs of an agent are kept. Read at each change. Default: of every one. */
  readonly keeps?: (agentId: string) => boolean;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Bytes by pid. Default: what the system counts. */
  readonly measure?: typeof memoryOf;
  readonly onError: (error: unknown) => void;
  /** How many programs of an agent are open changed. Must not throw. */
  readonly onChange?: (agentId: string, open: number) => void;
}

interface Waiting {
  readonly program: KeptProgram;
  readonly since: number;
  readonly isAhead: boolean;
}

interface Pool {
  readonly options: LivePoolOptions;
  readonly idle: Map<string, Waiting>;
  /** Programs that are being opened ahead. */
  readonly opening: Set<KeptProgram>;
  aheads: number;
  readonly notes: AheadNotes;
  readonly held: Set<string>;
  readonly open: OpenSet<KeptProgram>;
  /** Programs at work that are closed after their run, and why. */
  readonly leaving: Map<KeptProgram, AgentStart>;
  /** The conversations with which lanes end. */
  readonly conversations: Map<string, string>;
  /** Why the last program of a lane was closed. */
  readonly reasons: Map<string, AgentStart>;
  readonly closing: Map<KeptProgram, { readonly lane: string | undefined; readonly gone: Promise<void> }>;
  /** Until when, by program. */
  readonly refused: Map<string, number>;
  timer: NodeJS.Timeout | undefined;
  closed: boolean;
}

/** Creates an empty pool. */
export function createLivePool(options: LivePoolOptions): LivePool {
  const pool: Pool = {
    options,
    idle: new Map(),
    opening: new Set(),
    aheads: 0,
    notes: createAheadNotes(),
    held: new Set(),
    open: createOpenSet(options.now, (agentId, open) => {
      if (!pool.closed) options.onChange?.(agentId, open);
    }),
    leaving: new Map(),
    conversations: new Map(),
    reasons: new Map(),
    closing: new Map(),
    refused: new Map(),
    timer: undefined,
    closed: false,
  };
  return {
    hold: (lane, conversation) => hold(pool, lane, conversation),
    holdNone: () => ({
      program: undefined,
      missing: "single",
      gone: async () => {},
      take: () => {},
      close: (program) => close(pool, program, undefined),
      release: async (program) => program && close(pool, program, undefined),
    }),
    openAhead: (offer) => openAhead(pool, offer),
    noteAhead: pool.notes.note,
    ahead: () => pool.notes.list(agentsAhead(pool)),
    takeAhead: (agentId, basis) => takeAhead(pool, agentId, basis),
    endConversation: (conversation) => endConversation(pool, conversation),
    trim: () => trim(pool),
    refuse: (program) => void pool.refused.set(program, options.now() + REFUSED_MS),
    isRefused: (program) => refusals(pool).has(program),
    refusesAny: () => refusals(pool).size > 0,
    idle: () => pool.idle.size,
    list: () => list(pool),
    closeAgent: (agentId, reason = "closed") => closeAgent(pool, agentId, reason),
    async [Symbol.asyncDispose]() {
      pool.closed = true;
      clearTimeout(pool.timer);
      for (const lane of [...pool.idle.keys()]) drop(pool, lane, "off");
      for (const program of pool.opening) void close(pool, program, undefined);
      await Promise.all([...pool.closing.values()].map(({ gone }) => gone));
    },
  };
}

function hold(pool: Pool, lane: string, conversation: string | undefined): LaneHold | undefined {
  if (pool.held.has(lane)) return undefined;
  pool.held.add(lane);
  if (conversation !== undefined) pool.conversations.set(lane, conversation);
  const program = pool.idle.get(lane)?.program;
  pool.idle.delete(lane);
  const missing = pool.reasons.get(lane) ?? "first";
  pool.reasons.delete(lane);
  return {
    program,
    missing,
    gone: () => waitForLane(pool, lane),
    take: (taken) => take(pool, taken),
    close: (taken) => close(pool, taken, lane),
    async release(last, failure) {
      pool.held.delete(lane);
      if (last === undefined) return;
      const reason = failure ?? pool.leaving.get(last);
      const hasEnded = conversation !== undefined && pool.conversations.get(lane) === undefined;
      const isWanted = reason === undefined && !hasEnded && !pool.closed;
      if (isWanted && last.connection.isUsable()) return keep(pool, lane, last);
      // One that never opened is no reason: nothing of it was there to be used again.
      if (!hasEnded && last.connection.wasOpen()) remember(pool, lane, reason ?? "crashed");
      await close(pool, last, lane);
    },
  };
}

async function waitForLane({ closing }: Pool, lane: string): Promise<void> {
  await Promise.all([...closing.values()].map((one) => one.lane === lane && one.gone));
}

/** Its end is listened for once, however many runs it has. */
function take(pool: Pool, program: KeptProgram): void {
  if (!pool.open.add(program)) return;
  void program.connection.ended.then(() => {
    for (const [lane, waiting] of [...pool.idle])
      if (waiting.program === program) drop(pool, lane, "crashed");
  });
}

function keep(pool: Pool, lane: string, program: KeptProgram, isAhead = false): void {
  take(pool, program);
  pool.idle.set(lane, { program, since: pool.options.now(), isAhead });
  trim(pool).catch(pool.options.onError);
}

/** One that is opened is listed as waiting as long as it waits. */
const NOTES: Readonly<Record<AheadVerdict, AheadNote>> = {
  open: "used",
  there: "used",
  outdated: "used",
  enough: "enough",
  too_many: "too_many",
  memory: "memory",
  off: "off",
};

function agentsAhead({ idle }: Pool): ReadonlySet<string> {
  return new Set([...idle.values()].flatMap(({ program, isAhead }) => (isAhead ? program.agentId : [])));
}

async function openAhead(pool: Pool, { like, basis, prepare, start }: AheadOffer): Promise<AheadVerdict> {
  const { agentId } = like;
  const verdict = await judgeAhead(pool, like, basis);
  pool.notes.note(agentId, NOTES[verdict]);
  if (verdict !== "open" || pool.closed) return verdict;
  const program = await prepare();
  if (program === undefined) {
    pool.notes.note(agentId, "off");
    return "off";
  }
  pool.opening.add(program);
  take(pool, program);
  try {
    const isOpen = await start(program);
    const isWanted = !pool.leaving.has(program) && (pool.options.keeps?.(agentId) ?? true);
    pool.aheads += 1;
    if (!isOpen) pool.notes.note(agentId, "not_opened");
    if (isOpen && isWanted && !pool.closed) keep(pool, `ahead ${pool.aheads}`, program, true);
    else await close(pool, program, undefined);
  } catch (error) {
    pool.notes.note(agentId, "not_opened");
    await close(pool, program, undefined);
    throw error;
  } finally {
    pool.opening.delete(program);
  }
  return verdict;
}

/** One of the agent that no longer fits makes room. */
async function judgeAhead(pool: Pool, like: KeptProgram, basis: LiveBasis): Promise<AheadVerdict> {
  const { agentId } = like;
  const bytes = await measureIdle(pool);
  const bytesOf = ({ connection }: KeptProgram) => bytes.get(connection.pid() ?? 0) ?? 0;
  const decide = () =>
    decideAhead({
      agentId,
      basis,
      limits: pool.options.limits(),
      idle: [...pool.idle.values()].map(({ program, isAhead }) => ({
        agentId: program.agentId,
        basis: program.basis,
        isAhead,
        bytes: bytesOf(program),
      })),
      opening: pool.opening.size,
      bytes: bytesOf(like),
    });
  const verdict = decide();
  if (verdict !== "outdated") return verdict;
  for (const [lane, { program, isAhead }] of [...pool.idle])
    if (isAhead && program.agentId === agentId) drop(pool, lane, "closed");
  return decide();
}

function takeAhead(pool: Pool, agentId: string, basis: LiveBasis): KeptProgram | undefined {
  for (const [lane, { program, isAhead }] of pool.idle) {
    if (!isAhead || program.agentId !== agentId || !program.connection.isUsable()) continue;
    if (changedPart(program.basis, basis) !== undefined) continue;
    pool.idle.delete(lane);
    return program;
  }
  return undefined;
}

function measureIdle({ idle, options: { measure = memoryOf } }: Pool): ReturnType<typeof memoryOf> {
  return measure([...idle.values()].flatMap(({ program }) => program.connection.pid() ?? []));
}

/** A lane that is held ends when it is given back. */
function endConversation(pool: Pool, conversation: string): void {
  for (const [lane, of] of pool.conversations) {
    if (of !== conversation) continue;
    pool.conversations.delete(lane);
    pool.reasons.delete(lane);
    const program = pool.idle.get(lane)?.program;
    pool.idle.delete(lane);
    if (program !== undefined) void close(pool, program, lane);
  }
}

/** Closes what is over the limits, and looks again when the next program expires. */
async function trim(pool: Pool): Promise<void> {
  const { limits, now, keeps = () => true } = pool.options;
  for (const [lane, { program }] of [...pool.idle]) if (!keeps(program.agentId)) drop(pool, lane, "off");
  const bytes = await measureIdle(pool);
  const idle = [...pool.idle].map(([lane, { program, since, isAhead }]) => ({
    lane,
    isAhead,
    idleSince: since,
    bytes: bytes.get(program.connection.pid() ?? 0) ?? 0,
  }));
  for (const { lane, reason } of evictions(idle, limits(), now())) drop(pool, lane, reason);
  clearTimeout(pool.timer);
  if (pool.closed || pool.idle.size === 0) return;
  const oldest = Math.min(...[...pool.idle.values()].map(({ since }) => since));
  const wait = Math.max(1, oldest + limits().idleMs - now());
  pool.timer = setTimeout(() => void trim(pool).catch(pool.options.onError), wait);
  pool.timer.unref();
}

function drop(pool: Pool, lane: string, reason: AgentStart): void {
  const waiting = pool.idle.get(lane);
  if (waiting === undefined) return;
  pool.idle.delete(lane);
  if (!waiting.isAhead) remember(pool, lane, reason);
  // It was opened before anybody knew how large it becomes.
  else if (reason === "too_many" || reason === "memory") pool.notes.note(waiting.program.agentId, reason);
  void close(pool, waiting.program, lane);
}

function remember({ reasons }: Pool, lane: string, reason: AgentStart): void {
  reasons.delete(lane);
  reasons.set(lane, reason);
  const [oldest] = reasons.keys();
  if (reasons.size > REASONS_MAX && oldest !== undefined) reasons.delete(oldest);
}

async function list({ open, idle, options }: Pool): Promise<OpenProgram[]> {
  const { now, measure = memoryOf } = options;
  const programs = open.all();
  const bytes = await measure(programs.flatMap(({ connection }) => connection.pid() ?? []));
  const waiting = new Set([...idle.values()].map(({ program }) => program));
  return programs.map((program) => ({
    agentId: program.agentId,
    openMs: now() - open.openedAt(program),
    isWorking: !waiting.has(program),
    bytes: bytes.get(program.connection.pid() ?? 0),
  }));
}

function closeAgent(pool: Pool, agentId: string, reason: AgentStart): ClosedPrograms {
  const waiting = [...pool.idle].filter(([, { program }]) => program.agentId === agentId);
  for (const [lane] of waiting) drop(pool, lane, reason);
  const working = pool.open.all().filter((program) => program.agentId === agentId);
  for (const program of working) pool.leaving.set(program, reason);
  return { closed: waiting.length, later: working.length };
}

/** Those that are not over. */
function refusals({ refused, options }: Pool): ReadonlyMap<string, number> {
  for (const [program, until] of refused) if (until <= options.now()) refused.delete(program);
  return refused;
}

function close(pool: Pool, program: KeptProgram, lane: string | undefined): Promise<void> {
  const { connection, grant } = program;
  const { open, leaving, closing, options } = pool;
  open.remove(program);
  leaving.delete(program);
  grant.release();
  const gone = connection
    .close()
    .catch(options.onError)
    .finally(() => closing.delete(program));
  closing.set(program, { lane, gone });
  return gone;
}
