/**
 * The circuit breakers of all providers, of their logins and of their models. They live in memory: after a restart, the
 * first failure opens them again. Before a run tries a paused provider, a cheap look (is its program there, did its login change) may show that it is too early.
 */

import { cutText } from "@tinyagi/base";
import { DEFAULT_LOGIN, type ProviderPause } from "@tinyagi/contracts";
import { admit, ONE_LOGIN, REASON_MAX_CHARS } from "./admit-run.js";
import { afterAnswerOf, type Circuit, CLOSED, getGate, predictEnd, withProbe } from "./circuit.js";
import {
  type CircuitBook,
  circuitOf,
  dueNow,
  knownProviders,
  newBook,
  openCircuits,
} from "./circuit-book.js";
import { type CircuitPart, namedPart, toParts } from "./circuit-part.js";
import type { Circuits, CircuitsOptions, Resumed, StartedRun } from "./circuits-contract.js";
import { putCircuit, tryNow } from "./look.js";
import { runEnded, useKey } from "./run-ended.js";

/** It answers from a script, so it has no provider that could fail. */
const NO_PROVIDER = new Set(["", "demo"]);

export function createCircuits(options: CircuitsOptions): Circuits {
  const book = newBook(options);
  const { runs, answers, looks } = book;
  const unsubscribe = options.journal.subscribe(({ type }) => {
    // A new key or endpoint may be what a provider needs. After a sleep it may be back, and the end of a pause of a clock that
    // was set says nothing.
    if (type === "settings.changed" || type === "clock.jumped") tryAllNow(book);
  });
  return {
    admit: (target) => admit(book, target),
    started: (run) => started(book, run),
    answering: (runId) => answering(book, runId),
    ended: (run) => runEnded(book, run),
    findUse: (runId) => runs.get(runId),
    hasAnswered(runId, since) {
      const use = runs.get(runId);
      return use !== undefined && (answers.get(useKey(use)) ?? 0) > since;
    },
    resume: (provider) =>
      (provider === undefined ? knownProviders(book) : [provider]).map((one) => resume(book, one)),
    list: () => openCircuits(book).flatMap((one) => getPause(one, options.clock.now())),
    async [Symbol.asyncDispose]() {
      unsubscribe();
      for (const timer of looks.values()) timer.cancel();
      looks.clear();
    },
  };
}

function tryAllNow(book: CircuitBook): void {
  const { store, log } = book;
  if (knownProviders(book).length === 0) return;
  store
    .writeSoon(() => {
      for (const { part } of openCircuits(book)) tryNow(book, part);
      for (const provider of knownProviders(book)) dueNow(book, provider);
    })
    .catch((error) => log.error({ err: error }, "a paused provider could not be tried after a change"));
}

/** As `Circuits.started`. */
function started(
  book: CircuitBook,
  { runId, provider, model = "", login = DEFAULT_LOGIN, logins = ONE_LOGIN, place }: StartedRun,
): void {
  const { store, clock, runs } = book;
  if (NO_PROVIDER.has(provider)) return;
  const use = { provider, model, login, logins, place };
  runs.set(runId, use);
  store.afterRollback(() => void runs.delete(runId));
  for (const part of toParts(use)) {
    const circuit = circuitOf(book, part);
    if (getGate(circuit, clock.now()) === "probe") putCircuit(book, part, withProbe(circuit, runId));
  }
}

/** As `Circuits.answering`. */
function answering(book: CircuitBook, runId: string): void {
  const { store, log, runs } = book;
  const isTried = (part: CircuitPart) => circuitOf(book, part).probe === runId;
  const use = runs.get(runId);
  if (use === undefined || !toParts(use).some(isTried)) return;
  store
    .writeSoon(() => {
      // An earlier sign may have ended its pause meanwhile.
      const tried = toParts(use).filter(isTried);
      if (tried.length === 0) return;
      for (const part of tried) {
        putCircuit(book, part, afterAnswerOf(circuitOf(book, part), runId));
        book.journal.append("provider.resumed", namedPart(part));
      }
      dueNow(book, use.provider);
    })
    .catch((error) => log.error({ err: error }, "the pause of a provider that answers could not be ended"));
}

/** Inside a write: ends the pause of one provider. */
function resume(book: CircuitBook, provider: string): Resumed {
  const paused = openCircuits(book).filter(({ part, circuit }) => {
    return part.provider === provider && circuit.open !== undefined;
  });
  for (const { part } of openCircuits(book)) if (part.provider === provider) putCircuit(book, part, CLOSED);
  for (const { part } of paused) book.journal.append("provider.resumed", namedPart(part));
  return { provider, paused: paused.length > 0, messages: dueNow(book, provider) };
}

function getPause(
  { part, circuit: { open, probe } }: { part: CircuitPart; circuit: Circuit },
  now: number,
): ProviderPause[] {
  if (open === undefined) return [];
  return [
    {
      ...namedPart(part),
      state: probe === undefined ? "paused" : "trying",
      until: predictEnd(open, now),
      since: open.since,
      class: open.class,
      cause: open.cause,
      reason: cutText(open.reason, REASON_MAX_CHARS),
    },
  ];
}
