/**
 * The same work for every product: messages are accepted, the model answers a few and holds the others, then all processes of
 * the product are killed at once and it starts again. What counts is what a person can read at the end.
 */
import { setTimeout as wait } from "node:timers/promises";
import { createMockModelServer, type MockModelServer, type MockRequest } from "@tinyagi/testkit";
import type { Product, World } from "./product.js";

export const MESSAGES = 20;
/** Answers before the model holds the others. */
const EARLY = 5;
const SENDERS = 2;
const EARLY_TIMEOUT_MS = 120_000;
/** Time for what was accepted, after the second start. Paperclip looks for lost runs every 30 s. */
const REST_TIMEOUT_MS = 240_000;
const LOOK_EVERY_MS = 1_000;
const TOKEN = /MSG-(\d+)\b/;

export interface HeldModel extends AsyncDisposable {
  readonly url: string;
  /** Calls that wait for their answer. */
  held(): number;
  /** Answers at once what it held, and all that follows. */
  release(): void;
}

/** A model on loopback that answers `Answer to MSG-n` to the first few messages and holds the others. */
export async function startHeldModel(): Promise<HeldModel> {
  const early = new Set<string>();
  let [open, held] = [() => {}, 0];
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let isOpen = false;
  const model: MockModelServer = await createMockModelServer({
    script: async (request) => {
      const token = tokenOf(request);
      if (token === undefined) return { text: "ok" };
      if (early.size < EARLY) early.add(token);
      if (!early.has(token) && !isOpen) {
        held += 1;
        await opened;
        held -= 1;
      }
      return { text: `Answer to ${token}` };
    },
  });
  return {
    url: model.openaiUrl,
    held: () => held,
    release() {
      isOpen = true;
      open();
    },
    [Symbol.asyncDispose]: () => model.close(),
  };
}

/** The newest message that names one: a chat repeats its older ones. */
function tokenOf({ messages }: MockRequest): string | undefined {
  const texts = messages.filter(({ role }) => role === "user").map(({ text }) => text);
  return texts.map((text) => TOKEN.exec(text)?.[0]).findLast((token) => token !== undefined);
}

export interface Outcome {
  readonly accepted: number;
  /** Answers that a person could read before the kill. */
  readonly before: number;
  readonly answered: number;
  readonly twice: number;
}

/** @param kill - ends all processes of the product @param restart - starts it again @param model - holds what is not answered early */
export async function killAtWork(
  product: Product,
  {
    world,
    model,
    kill,
    restart,
  }: { world: World; model: HeldModel; kill: () => Promise<void>; restart: () => Promise<void> },
): Promise<Outcome> {
  const accepted = await sendAll(product, world);
  await until(
    async () => (await counts(product, world)).answered >= EARLY && model.held() > 0,
    EARLY_TIMEOUT_MS,
  );
  const before = (await counts(product, world)).answered;
  await kill();
  model.release();
  await restart();
  await until(async () => (await counts(product, world)).answered >= accepted, REST_TIMEOUT_MS);
  // Something that is done twice comes a little later.
  await wait(5 * LOOK_EVERY_MS);
  return { accepted, before, ...(await counts(product, world)) };
}

async function sendAll(product: Product, world: World): Promise<number> {
  let [next, accepted] = [0, 0];
  const sender = async () => {
    while (next < MESSAGES) {
      const at = next++;
      await product.send(world, { key: `m${at}`, text: `MSG-${at} please answer in one line` });
      accepted += 1;
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  return accepted;
}

async function counts(product: Product, world: World): Promise<{ answered: number; twice: number }> {
  const seen = new Map<string, number>();
  for (const text of await product.answers(world)) {
    const token = /Answer to (MSG-\d+)\b/.exec(text)?.[1];
    if (token !== undefined) seen.set(token, (seen.get(token) ?? 0) + 1);
  }
  return { answered: seen.size, twice: [...seen.values()].filter((count) => count > 1).length };
}

/** Waits for a state, at most this long: a product that never reaches it is a result, too. */
async function until(isReached: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const end = performance.now() + timeoutMs;
  while (performance.now() < end && !(await isReached())) await wait(LOOK_EVERY_MS);
}
