/**
 * The circuit breakers of all providers. They live in memory: after a restart, the first failure opens them again. Before a
 * run tries a paused provider, a cheap look (is its program there, did its login change) may show that it is too early.
 */
import { causeOf, type FailureFact, type ProviderPause, type RunErrorInfo } from "@tinyagi/contracts";
import type { Clock, Timer } from "../base/clock.js";
import { cutText } from "../base/cut-text.js";
import type { Log } from "../base/log.js";
import type { Journal } from "../journal/journal.js";
import type { QueueHold } from "../queue/failed-attempts.js";
import type { WaitingRow } from "../store/statement/message-statements.js";
import type { Store } from "../store/store.js";
import {
  afterCheck,
  afterRun,
  type Circuit,
  CLOSED,
  gateOf,
  type OpenCircuit,
  withProbe,
  withTryAt,
} from "./circuit.js";
import type { ProviderCheck } from "./provider-check.js";

/** A waiting message looks again at least this often: settings may have changed meanwhile. */
const LOOK_AGAIN_MS = 60_000;
/** The same while one run tries the provider. */
const PROBE_WAIT_MS = 2_000;
/** How often it is looked whether a paused provider may answer earlier. */
const LOOK_EVERY_MS = 5_000;
const REASON_MAX_CHARS = 300;
/** It answers from a script, so it has no provider that could fail. */
const NO_PROVIDER = new Set(["", "demo"]);

/** Why a message waits, and when it looks again. */
export type ProviderHold = QueueHold & { class: RunErrorInfo["class"] };

interface EndedRun {
  runId: string;
  messageRowId: number;
  /** Absent after an answer. */
  error?: RunErrorInfo | undefined;
  /** Of the message's attempt before. */
  lastFailure?: FailureFact | undefined;
}

interface Resumed {
  provider: string;
  /** Whether it was paused. */
  paused: boolean;
  /** Messages that are due now. */
  messages: number;
}

export interface Circuits extends AsyncDisposable {
  /** Why no run may use the provider now. */
  hold(provider: string): ProviderHold | undefined;
  /** Inside the write that claims a message: a run will use the provider. It must end with `ended`. */
  started(run: { runId: string; provider: string; model?: string | undefined }): void;
  /** Inside the write that ends a run. @param error absent after an answer */
  ended(run: EndedRun): void;
  /** The provider of a live run. */
  providerOf(runId: string): string | undefined;
  /** Whether the model of a live run has answered another run since then. Other models of its provider say nothing about it. */
  hasAnswered(runId: string, since: number): boolean;
  /**
   * Inside a write: ends the pause of a provider, and what waits for it is tried now, also for a pause that a restart forgot.
   *
   * @param provider default: each that is paused or waited for
   */
  resume(provider?: string): Resumed[];
  /** Providers that are paused. */
  list(): ProviderPause[];
}

export interface CircuitsOptions {
  store: Store;
  journal: Journal;
  clock: Clock;
  log: Log;
  /** A look at a paused provider that costs nothing. Default: none. */
  check?: ProviderCheck;
  /** Inside a write: the provider may answer again, so that what waits for it is due. @returns the number of messages */
  onResumed?: (provider: string) => number;
}

export function createCircuits(options: CircuitsOptions): Circuits {
  const { store, journal, clock, log, check } = options;
  const circuits = new Map<string, Circuit>();
  /** Live runs. */
  const runs = new Map<string, { provider: string; model: string }>();
  /** When each model answered last, by {@link modelKey}. */
  const answers = new Map<string, number>();
  /** Providers at which a cheap look comes before the next run. */
  const looks = new Map<string, Timer>();
  const get = (provider: string) => circuits.get(provider) ?? CLOSED;
  /** Providers that answered or were paused since the start: people know of their pauses from here. */
  const seen = new Set<string>();
  const dueNow = (provider: string) => options.onResumed?.(provider) ?? 0;
  const known = () => [...new Set([...circuits.keys(), ...store.messages.awaitedProviders()])];
  const unsubscribe = journal.subscribe(({ type }) => {
    // A new key or endpoint may be what a provider needs. After a sleep it may be back, and the end of a pause of a clock that
    // was set says nothing.
    if ((type !== "settings.changed" && type !== "clock.jumped") || known().length === 0) return;
    store
      .writeSoon(() => known().forEach(tryNow))
      .catch((error) => log.error({ err: error }, "a paused provider could not be tried after a change"));
  });

  function put(provider: string, next: Circuit): void {
    const before = circuits.get(provider);
    if (next === CLOSED) circuits.delete(provider);
    else circuits.set(provider, next);
    store.afterRollback(() => {
      if (before === undefined) circuits.delete(provider);
      else circuits.set(provider, before);
    });
    store.afterCommit(() => scheduleLook(provider));
  }

  /** @param givenMs default: at once after a failed run, so that a later look can find a change */
  function scheduleLook(provider: string, givenMs?: number): void {
    stopLooking(provider);
    const { open, probe } = get(provider);
    if (open === undefined || probe !== undefined || check?.tells(open.cause) === undefined) return;
    const waitMs = givenMs ?? (open.saidNo ? nextLookMs(open) : 0);
    const failed = (error: unknown) => {
      log.error({ err: error, provider }, "a look at a paused provider failed; it is repeated");
      // Without another look, the messages that wait for this one would wait without end.
      if (get(provider).open === open && looks.has(provider)) scheduleLook(provider, LOOK_EVERY_MS);
    };
    looks.set(
      provider,
      clock.setTimer(waitMs, () => void look(provider, open).catch(failed)),
    );
  }

  function nextLookMs({ tryAt }: OpenCircuit): number {
    return Math.min(LOOK_EVERY_MS, Math.max(0, tryAt - clock.now()));
  }

  async function look(provider: string, open: OpenCircuit): Promise<void> {
    const mayAnswer = (await check?.mayAnswer(provider, open)) ?? true;
    const circuit = get(provider);
    if (circuit.open !== open || !looks.has(provider)) return;
    if (clock.now() < open.tryAt && !(mayAnswer && open.saidNo)) {
      if (!mayAnswer) circuits.set(provider, { ...circuit, open: { ...open, saidNo: true } });
      return scheduleLook(provider, nextLookMs(open));
    }
    if (!mayAnswer && check?.tells(open.cause) === "certain") {
      await store.writeSoon(() => put(provider, afterCheck(get(provider), clock.now())));
      return;
    }
    await store.writeSoon(() => {
      if (get(provider).open === open) tryNow(provider);
    });
  }

  /** Inside a write: the next run tries the provider. It stays paused until that run has an answer. */
  function tryNow(provider: string): void {
    put(provider, withTryAt(get(provider), clock.now()));
    // After `put`, which would schedule the next look.
    store.afterCommit(() => stopLooking(provider));
    dueNow(provider);
  }

  function stopLooking(provider: string): void {
    looks.get(provider)?.cancel();
    looks.delete(provider);
  }

  function resume(provider: string): Resumed {
    const { open } = get(provider);
    put(provider, CLOSED);
    if (open !== undefined) journal.append("provider.resumed", { provider });
    return { provider, paused: open !== undefined, messages: dueNow(provider) };
  }

  /** Before a restart, which forgot the pause. */
  function wasTold(provider: string, { messageRowId, error, lastFailure }: EndedRun): boolean {
    if (error === undefined || seen.has(provider)) return false;
    const cause = causeOf(error);
    const own = lastFailure?.waitsUntil === undefined ? undefined : lastFailure;
    const isOther = (row: WaitingRow) => row.id !== messageRowId && row.cause === cause;
    return (
      (own?.provider === provider && own.cause === cause) || store.messages.waitingFor(provider).some(isOther)
    );
  }

  function tellChange(provider: string, { before, open, run }: Change): void {
    if (open === undefined) {
      if (before === undefined) return;
      journal.append("provider.resumed", { provider });
      dueNow(provider);
    } else if (open.told !== before?.told && !wasTold(provider, run))
      journal.append("provider.paused", {
        provider,
        class: open.class,
        cause: open.cause,
        reason: cutText(open.reason, REASON_MAX_CHARS),
        resumesInMs: Math.max(0, open.until - clock.now()),
      });
  }

  return {
    hold(provider) {
      const circuit = get(provider);
      const now = clock.now();
      const { open } = circuit;
      const isWaiting = gateOf(circuit, now) === "wait" || looks.has(provider);
      return isWaiting && open !== undefined ? holdOf(provider, open, now) : undefined;
    },
    started({ runId, provider, model = "" }) {
      if (NO_PROVIDER.has(provider)) return;
      runs.set(runId, { provider, model });
      store.afterRollback(() => void runs.delete(runId));
      const circuit = get(provider);
      if (gateOf(circuit, clock.now()) === "probe") put(provider, withProbe(circuit, runId));
    },
    ended(run) {
      const { runId, messageRowId, error } = run;
      const used = runs.get(runId);
      if (used === undefined) return;
      const { provider } = used;
      store.afterCommit(() => {
        runs.delete(runId);
        if (error === undefined) answers.set(modelKey(used), clock.now());
      });
      const before = get(provider);
      const next = afterRun(before, { runId, messageRowId, error, now: clock.now() });
      if (next !== before) {
        put(provider, next);
        tellChange(provider, { before: before.open, open: next.open, run });
      }
      if (error === undefined || next.open !== undefined) store.afterCommit(() => seen.add(provider));
    },
    providerOf: (runId) => runs.get(runId)?.provider,
    hasAnswered(runId, since) {
      const used = runs.get(runId);
      return used !== undefined && (answers.get(modelKey(used)) ?? 0) > since;
    },
    resume: (provider) => (provider === undefined ? known() : [provider]).map(resume),
    list: () =>
      [...circuits].flatMap(([provider, { open, probe }]) =>
        open === undefined
          ? []
          : [
              {
                provider,
                state: probe === undefined ? ("paused" as const) : ("trying" as const),
                until: open.until,
                since: open.since,
                class: open.class,
                cause: open.cause,
                reason: cutText(open.reason, REASON_MAX_CHARS),
              },
            ],
      ),
    async [Symbol.asyncDispose]() {
      unsubscribe();
      for (const timer of looks.values()) timer.cancel();
      looks.clear();
    },
  };
}

interface Change {
  readonly before: OpenCircuit | undefined;
  readonly open: OpenCircuit | undefined;
  readonly run: EndedRun;
}

function modelKey({ provider, model }: { provider: string; model: string }): string {
  return JSON.stringify([provider, model]);
}

function holdOf(provider: string, open: OpenCircuit, now: number): ProviderHold {
  const when = new Date(open.until).toISOString().replace("T", " ").slice(0, 16);
  const isOver = open.tryAt <= now;
  return {
    until: isOver ? now + PROBE_WAIT_MS : Math.min(open.tryAt, now + LOOK_AGAIN_MS),
    reason: `the provider ${provider} is paused until ${when} UTC (${cutText(open.reason, REASON_MAX_CHARS)})`,
    class: open.class,
    failure: { cause: open.cause, provider, ...(open.isKnown ? { resetsAt: open.until } : {}) },
  };
}
