/** Changes of circuits, and the cheap looks at paused providers that follow from them. */
import { afterCheck, type Circuit, CLOSED, type OpenCircuit, withTryAt } from "./circuit.js";
import { type CircuitBook, circuitOf, dueNow, isLooked } from "./circuit-book.js";
import { type CircuitPart, keyOfPart } from "./circuit-part.js";

/** How often it is looked whether a paused provider may answer earlier. */
const LOOK_EVERY_MS = 5_000;

/** Inside a write: the circuit of a part changes. */
export function putCircuit(book: CircuitBook, part: CircuitPart, next: Circuit): void {
  const { store, circuits } = book;
  const key = keyOfPart(part);
  const before = circuits.get(key);
  book.parts.set(key, part);
  if (next === CLOSED) circuits.delete(key);
  else circuits.set(key, next);
  store.afterRollback(() => {
    if (before === undefined) circuits.delete(key);
    else circuits.set(key, before);
  });
  store.afterCommit(() => scheduleLook(book, part));
}

/** @param givenMs default: at once after a failed run, so that a later look can find a change */
function scheduleLook(book: CircuitBook, part: CircuitPart, givenMs?: number): void {
  const { clock, log, check } = book;
  stopLooking(book, part);
  const { open: pause, probe } = circuitOf(book, part);
  if (pause === undefined || probe !== undefined || check?.tells(pause.cause) === undefined) return;
  const waitMs = givenMs ?? (pause.saidNo ? nextLookMs(book, pause) : 0);
  const failed = (error: unknown) => {
    log.error({ err: error, ...part }, "a look at a paused provider failed; it is repeated");
    // Without another look, the messages that wait for this one would wait without end.
    if (circuitOf(book, part).open === pause && isLooked(book, part)) scheduleLook(book, part, LOOK_EVERY_MS);
  };
  book.looks.set(
    keyOfPart(part),
    clock.setTimer(waitMs, () => void look(book, part, pause).catch(failed)),
  );
}

function nextLookMs({ clock }: CircuitBook, { tryAt }: OpenCircuit): number {
  return Math.min(LOOK_EVERY_MS, Math.max(0, tryAt - clock.now()));
}

async function look(book: CircuitBook, part: CircuitPart, pause: OpenCircuit): Promise<void> {
  const { store, clock, check, circuits } = book;
  const mayAnswer =
    (await check?.mayAnswer(part.provider, { ...pause, login: part.login, place: part.place })) ?? true;
  const circuit = circuitOf(book, part);
  if (circuit.open !== pause || !isLooked(book, part)) return;
  // What the provider named itself is not shortened.
  if (clock.now() < pause.tryAt && !(mayAnswer && pause.saidNo && !pause.isKnown)) {
    if (!mayAnswer) circuits.set(keyOfPart(part), { ...circuit, open: { ...pause, saidNo: true } });
    return scheduleLook(book, part, nextLookMs(book, pause));
  }
  if (!mayAnswer && check?.tells(pause.cause) === "certain") {
    await store.writeSoon(() => putCircuit(book, part, afterCheck(circuitOf(book, part), clock.now())));
    return;
  }
  await store.writeSoon(() => {
    if (circuitOf(book, part).open !== pause) return;
    tryNow(book, part);
    dueNow(book, part.provider);
  });
}

/** Inside a write: the next run tries it. It stays paused until that run has an answer. */
export function tryNow(book: CircuitBook, part: CircuitPart): void {
  const { store, clock } = book;
  putCircuit(book, part, withTryAt(circuitOf(book, part), clock.now()));
  // After `put`, which would schedule the next look.
  store.afterCommit(() => stopLooking(book, part));
}

function stopLooking({ looks }: CircuitBook, part: CircuitPart): void {
  const key = keyOfPart(part);
  looks.get(key)?.cancel();
  looks.delete(key);
}
