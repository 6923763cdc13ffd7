/** What the end of a run says about its provider, its login and its model, and who is told. */
import { cutText } from "@tinyagi/base";
import { getCause } from "@tinyagi/contracts";
import type { WaitingRow } from "../store/statement/message-wait-statements.js";
import { admit, REASON_MAX_CHARS } from "./admit-run.js";
import { afterRun, afterRunElsewhere, isOfProvider, type OpenCircuit } from "./circuit.js";
import { type CircuitBook, circuitOf, dueNow } from "./circuit-book.js";
import {
  type CircuitPart,
  keyOfPart,
  namedPart,
  type ProviderUse,
  partOfFailure,
  toParts,
} from "./circuit-part.js";
import type { EndedRun, ProviderTarget } from "./circuits-contract.js";
import { putCircuit } from "./look.js";

interface Change {
  readonly before: OpenCircuit | undefined;
  readonly after: OpenCircuit | undefined;
  readonly run: EndedRun & { use: ProviderUse };
}

/** As `Circuits.ended`. */
export function runEnded(book: CircuitBook, run: EndedRun): void {
  const { store, clock, runs, answers, seen } = book;
  const { runId, messageRowId, error } = run;
  const use = runs.get(runId);
  if (use === undefined) return;
  store.afterCommit(() => {
    runs.delete(runId);
    if (error === undefined) answers.set(useKey(use), clock.now());
  });
  const about =
    error === undefined || !isOfProvider(error) ? undefined : keyOfPart(partOfFailure(error, use));
  for (const part of toParts(use)) {
    const before = circuitOf(book, part);
    const next =
      about === undefined || about === keyOfPart(part)
        ? afterRun(before, { runId, messageRowId, error, now: clock.now() })
        : afterRunElsewhere(before, {
            runId,
            isProvider: part.login === undefined && part.model === undefined,
          });
    if (next !== before) {
      putCircuit(book, part, next);
      recordChange(book, part, { before: before.open, after: next.open, run: { ...run, use } });
    }
    if (error === undefined || next.open !== undefined) store.afterCommit(() => seen.add(keyOfPart(part)));
  }
}

/** Before a restart, which forgot the pause. */
function wasTold(
  { store, seen }: CircuitBook,
  part: CircuitPart,
  { messageRowId, error, lastFailure }: EndedRun,
): boolean {
  if (error === undefined || seen.has(keyOfPart(part))) return false;
  const { provider, place } = part;
  const cause = getCause(error);
  const own = lastFailure?.waitsUntil === undefined ? undefined : lastFailure;
  const isOther = (row: WaitingRow) =>
    row.id !== messageRowId && row.cause === cause && (row.place ?? undefined) === place;
  return (
    (own?.provider === provider && own.cause === cause && own.place === place) ||
    store.messages.waitingFor(provider).some(isOther)
  );
}

function recordChange(book: CircuitBook, part: CircuitPart, { before, after, run }: Change): void {
  const { journal, clock } = book;
  if (after === undefined) {
    if (before === undefined) return;
    journal.append("provider.resumed", namedPart(part));
    dueNow(book, part.provider);
  } else if (after.told !== before?.told && !wasTold(book, part, run))
    journal.append("provider.paused", {
      ...namedPart(part),
      class: after.class,
      cause: after.cause,
      reason: cutText(after.reason, REASON_MAX_CHARS),
      resumesInMs: Math.max(0, after.until - clock.now()),
      ...continuesWith(book, part, run.use),
    });
}

/** The login that is used instead. */
function continuesWith(
  book: CircuitBook,
  part: CircuitPart,
  use: ProviderTarget,
): { continuesWith?: string } {
  if (part.login === undefined) return {};
  const { login } = admit(book, use);
  return login === undefined ? {} : { continuesWith: login };
}

/** The key of what answered. */
export function useKey({ provider, login, model, place }: ProviderUse): string {
  return JSON.stringify([provider, login, model, place]);
}
