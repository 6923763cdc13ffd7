/**
 * The circuit breakers of all providers, of their logins and of their models. They live in memory: after a restart, the first failure opens them again. Before a
 * run tries a paused provider, a cheap look (is its program there, did its login change) may show that it is too early.
 */

import type { Clock, Log, Timer } from "@tinyagi/base";
import { cutText } from "@tinyagi/base";
import {
  causeOf,
  DEFAULT_LOGIN,
  type FailureFact,
  type ProviderPause,
  type RunErrorInfo,
} from "@tinyagi/contracts";
import { moment } from "@tinyagi/views";
import type { Journal } from "../journal/journal.js";
import type { QueueHold } from "../queue/failed-attempts.js";
import type { WaitingRow } from "../store/statement/message-statements.js";
import type { Store } from "../store/store.js";
import {
  afterCheck,
  afterRun,
  afterRunElsewhere,
  type Circuit,
  CLOSED,
  gateOf,
  isOfProvider,
  type OpenCircuit,
  withProbe,
  withTryAt,
} from "./circuit.js";
import {
  type CircuitPart,
  keyOfPart,
  loginPart,
  modelPart,
  namedPart,
  type ProviderUse,
  partOfFailure,
  partsOf,
  providerPart,
} from "./circuit-part.js";
import { chooseLogin } from "./login-choice.js";
import type { ProviderCheck } from "./provider-check.js";

/** A waiting message looks again at least this often: settings may have changed meanwhile. */
const LOOK_AGAIN_MS = 60_000;
/** The same while one run tries the provider. */
const PROBE_WAIT_MS = 2_000;
/** How often it is looked whether a paused provider may answer earlier. */
const LOOK_EVERY_MS = 5_000;
const REASON_MAX_CHARS = 300;
const ONE_LOGIN = [{ name: DEFAULT_LOGIN }];
/** It answers from a script, so it has no provider that could fail. */
const NO_PROVIDER = new Set(["", "demo"]);

/** Why a message waits, and when it looks again. */
export type ProviderHold = QueueHold & {
  class: RunErrorInfo["class"];
  /** The next run may try the provider then. */
  tryAt: number;
};

/** With which login a run may start now, or why none may. */
export type ProviderAdmission =
  | { readonly login: string; readonly hold?: never }
  | { readonly login?: never; readonly hold: ProviderHold };

/** What a run would use. */
export interface ProviderTarget {
  provider: string;
  model?: string | undefined;
  /** In the order in which they are used. Default: the provider has one. */
  logins?: readonly { name: string }[] | undefined;
}

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
  /** With which login a run may use the provider now. The first one of the order is used again as soon as it may be. */
  admit(target: ProviderTarget): ProviderAdmission;
  /** Inside the write that claims a message: a run will use the provider. It must end with `ended`. */
  started(run: ProviderTarget & { runId: string; login?: string | undefined }): void;
  /** Inside the write that ends a run. @param error absent after an answer */
  ended(run: EndedRun): void;
  /** With what a live run uses its provider. */
  useOf(runId: string): ProviderUse | undefined;
  /** Whether the model of a live run has answered another run of its login since then. Other models say nothing about it. */
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
  /** By {@link keyOfPart}, as all maps of parts. */
  const circuits = new Map<string, Circuit>();
  const parts = new Map<string, CircuitPart>();
  /** Live runs. */
  const runs = new Map<string, ProviderUse>();
  /** When each model answered last, by {@link useKey}. */
  const answers = new Map<string, number>();
  /** What a cheap look precedes before the next run. */
  const looks = new Map<string, Timer>();
  const get = (part: CircuitPart) => circuits.get(keyOfPart(part)) ?? CLOSED;
  const isLooked = (part: CircuitPart) => looks.has(keyOfPart(part));
  /** What answered or was paused since the start: people know of its pauses from here. */
  const seen = new Set<string>();
  const dueNow = (provider: string) => options.onResumed?.(provider) ?? 0;
  const open = () =>
    [...circuits].flatMap(([key, circuit]) => {
      const part = parts.get(key);
      return part === undefined ? [] : [{ part, circuit }];
    });
  const known = () => [
    ...new Set([...open().map(({ part }) => part.provider), ...store.messages.awaitedProviders()]),
  ];
  const unsubscribe = journal.subscribe(({ type }) => {
    // A new key or endpoint may be what a provider needs. After a sleep it may be back, and the end of a pause of a clock that
    // was set says nothing.
    if ((type !== "settings.changed" && type !== "clock.jumped") || known().length === 0) return;
    store
      .writeSoon(() => {
        for (const { part } of open()) tryNow(part);
        for (const provider of known()) dueNow(provider);
      })
      .catch((error) => log.error({ err: error }, "a paused provider could not be tried after a change"));
  });

  function put(part: CircuitPart, next: Circuit): void {
    const key = keyOfPart(part);
    const before = circuits.get(key);
    parts.set(key, part);
    if (next === CLOSED) circuits.delete(key);
    else circuits.set(key, next);
    store.afterRollback(() => {
      if (before === undefined) circuits.delete(key);
      else circuits.set(key, before);
    });
    store.afterCommit(() => scheduleLook(part));
  }

  /** @param givenMs default: at once after a failed run, so that a later look can find a change */
  function scheduleLook(part: CircuitPart, givenMs?: number): void {
    stopLooking(part);
    const { open: pause, probe } = get(part);
    if (pause === undefined || probe !== undefined || check?.tells(pause.cause) === undefined) return;
    const waitMs = givenMs ?? (pause.saidNo ? nextLookMs(pause) : 0);
    const failed = (error: unknown) => {
      log.error({ err: error, ...part }, "a look at a paused provider failed; it is repeated");
      // Without another look, the messages that wait for this one would wait without end.
      if (get(part).open === pause && isLooked(part)) scheduleLook(part, LOOK_EVERY_MS);
    };
    looks.set(
      keyOfPart(part),
      clock.setTimer(waitMs, () => void look(part, pause).catch(failed)),
    );
  }

  function nextLookMs({ tryAt }: OpenCircuit): number {
    return Math.min(LOOK_EVERY_MS, Math.max(0, tryAt - clock.now()));
  }

  async function look(part: CircuitPart, pause: OpenCircuit): Promise<void> {
    const mayAnswer = (await check?.mayAnswer(part.provider, { ...pause, login: part.login })) ?? true;
    const circuit = get(part);
    if (circuit.open !== pause || !isLooked(part)) return;
    // What the provider named itself is not shortened.
    if (clock.now() < pause.tryAt && !(mayAnswer && pause.saidNo && !pause.isKnown)) {
      if (!mayAnswer) circuits.set(keyOfPart(part), { ...circuit, open: { ...pause, saidNo: true } });
      return scheduleLook(part, nextLookMs(pause));
    }
    if (!mayAnswer && check?.tells(pause.cause) === "certain") {
      await store.writeSoon(() => put(part, afterCheck(get(part), clock.now())));
      return;
    }
    await store.writeSoon(() => {
      if (get(part).open !== pause) return;
      tryNow(part);
      dueNow(part.provider);
    });
  }

  /** Inside a write: the next run tries it. It stays paused until that run has an answer. */
  function tryNow(part: CircuitPart): void {
    put(part, withTryAt(get(part), clock.now()));
    // After `put`, which would schedule the next look.
    store.afterCommit(() => stopLooking(part));
  }

  function stopLooking(part: CircuitPart): void {
    const key = keyOfPart(part);
    looks.get(key)?.cancel();
    looks.delete(key);
  }

  function resume(provider: string): Resumed {
    const paused = open().filter(({ part, circuit }) => {
      return part.provider === provider && circuit.open !== undefined;
    });
    for (const { part } of open()) if (part.provider === provider) put(part, CLOSED);
    for (const { part } of paused) journal.append("provider.resumed", namedPart(part));
    return { provider, paused: paused.length > 0, messages: dueNow(provider) };
  }

  /** Before a restart, which forgot the pause. */
  function wasTold(part: CircuitPart, { messageRowId, error, lastFailure }: EndedRun): boolean {
    if (error === undefined || seen.has(keyOfPart(part))) return false;
    const { provider } = part;
    const cause = causeOf(error);
    const own = lastFailure?.waitsUntil === undefined ? undefined : lastFailure;
    const isOther = (row: WaitingRow) => row.id !== messageRowId && row.cause === cause;
    return (
      (own?.provider === provider && own.cause === cause) || store.messages.waitingFor(provider).some(isOther)
    );
  }

  function tellChange(part: CircuitPart, { before, after, run }: Change): void {
    if (after === undefined) {
      if (before === undefined) return;
      journal.append("provider.resumed", namedPart(part));
      dueNow(part.provider);
    } else if (after.told !== before?.told && !wasTold(part, run))
      journal.append("provider.paused", {
        ...namedPart(part),
        class: after.class,
        cause: after.cause,
        reason: cutText(after.reason, REASON_MAX_CHARS),
        resumesInMs: Math.max(0, after.until - clock.now()),
        ...continuesWith(part, run.use),
      });
  }

  /** The login that is used instead. */
  function continuesWith(part: CircuitPart, use: ProviderTarget): { continuesWith?: string } {
    if (part.login === undefined) return {};
    const { login } = admit(use);
    return login === undefined ? {} : { continuesWith: login };
  }

  function admit({ provider, model = "", logins = ONE_LOGIN }: ProviderTarget): ProviderAdmission {
    const now = clock.now();
    const blocked = [providerPart({ provider }), modelPart({ provider, model })]
      .flatMap((part) => {
        const circuit = get(part);
        const isWaiting = gateOf(circuit, now) === "wait" || isLooked(part);
        return isWaiting && circuit.open !== undefined ? [{ part, pause: circuit.open }] : [];
      })
      .sort((one, other) => other.pause.tryAt - one.pause.tryAt)[0];
    if (blocked !== undefined) return { hold: holdOf(blocked.part, blocked.pause, now) };
    const choice = chooseLogin(
      logins.map(({ name: login }) => {
        const part = loginPart({ provider, login, logins });
        return { login, circuit: get(part), isLooked: isLooked(part) };
      }),
      now,
    );
    if ("login" in choice) return choice;
    return { hold: holdOf(loginPart({ provider, login: choice.waitsFor, logins }), choice.open, now) };
  }

  return {
    admit,
    started({ runId, provider, model = "", login = DEFAULT_LOGIN, logins = ONE_LOGIN }) {
      if (NO_PROVIDER.has(provider)) return;
      const use = { provider, model, login, logins };
      runs.set(runId, use);
      store.afterRollback(() => void runs.delete(runId));
      for (const part of partsOf(use)) {
        const circuit = get(part);
        if (gateOf(circuit, clock.now()) === "probe") put(part, withProbe(circuit, runId));
      }
    },
    ended(run) {
      const { runId, messageRowId, error } = run;
      const use = runs.get(runId);
      if (use === undefined) return;
      store.afterCommit(() => {
        runs.delete(runId);
        if (error === undefined) answers.set(useKey(use), clock.now());
      });
      const about =
        error === undefined || !isOfProvider(error) ? undefined : keyOfPart(partOfFailure(error, use));
      for (const part of partsOf(use)) {
        const before = get(part);
        const next =
          about === undefined || about === keyOfPart(part)
            ? afterRun(before, { runId, messageRowId, error, now: clock.now() })
            : afterRunElsewhere(before, {
                runId,
                isProvider: part.login === undefined && part.model === undefined,
              });
        if (next !== before) {
          put(part, next);
          tellChange(part, { before: before.open, after: next.open, run: { ...run, use } });
        }
        if (error === undefined || next.open !== undefined)
          store.afterCommit(() => seen.add(keyOfPart(part)));
      }
    },
    useOf: (runId) => runs.get(runId),
    hasAnswered(runId, since) {
      const use = runs.get(runId);
      return use !== undefined && (answers.get(useKey(use)) ?? 0) > since;
    },
    resume: (provider) => (provider === undefined ? known() : [provider]).map(resume),
    list: () => open().flatMap(pauseOf),
    async [Symbol.asyncDispose]() {
      unsubscribe();
      for (const timer of looks.values()) timer.cancel();
      looks.clear();
    },
  };
}

interface Change {
  readonly before: OpenCircuit | undefined;
  readonly after: OpenCircuit | undefined;
  readonly run: EndedRun & { use: ProviderUse };
}

function useKey({ provider, login, model }: ProviderUse): string {
  return JSON.stringify([provider, login, model]);
}

function pauseOf({
  part,
  circuit: { open, probe },
}: {
  part: CircuitPart;
  circuit: Circuit;
}): ProviderPause[] {
  if (open === undefined) return [];
  return [
    {
      ...namedPart(part),
      state: probe === undefined ? "paused" : "trying",
      until: open.until,
      since: open.since,
      class: open.class,
      cause: open.cause,
      reason: cutText(open.reason, REASON_MAX_CHARS),
    },
  ];
}

function holdOf(part: CircuitPart, open: OpenCircuit, now: number): ProviderHold {
  const { provider, login, model } = namedPart(part);
  const when = moment(open.until, { now });
  const of = login === undefined ? (model === undefined ? "" : `model ${model}: `) : `login ${login}: `;
  const isOver = open.tryAt <= now;
  return {
    until: isOver ? now + PROBE_WAIT_MS : Math.min(open.tryAt, now + LOOK_AGAIN_MS),
    tryAt: Math.max(open.tryAt, now),
    reason: `the provider ${provider} is paused until ${when} (${of}${cutText(open.reason, REASON_MAX_CHARS)})`,
    class: open.class,
    failure: {
      cause: open.cause,
      provider,
      pausedUntil: open.until,
      said: `${of}${cutText(open.reason, REASON_MAX_CHARS)}`,
      ...(open.isKnown ? { resetsAt: open.until } : {}),
    },
  };
}
