/**
 * Makes vectors of notes, documents and questions with the endpoint of the settings. Guarantees: without one, nothing is sent
 * and nothing is stored; notes are embedded in the background, one batch at a time; an endpoint that fails is left alone for a
 * growing pause, and nobody waits for it in that time.
 */
import { createHash } from "node:crypto";
import type { Clock, Log } from "@tinyagi/base";
import type { EmbeddingProblem, EmbeddingSettings, EmbeddingState } from "@tinyagi/contracts";
import type { RecallDocumentRow, RecallPiece, Store } from "@tinyagi/kernel";
import { askForVectors } from "./embedding-endpoint.js";
import { shownText } from "./recall-text.js";

const BATCH_TEXTS = 32;
/** Of all documents together: about 80 MB with 1,024 dimensions, which one search compares within 0.1 s. */
export const VECTORS_MAX = 20_000;
const BATCH_TIMEOUT_MS = 60_000;
/** A run waits for the vector of its question at most this long. */
const QUESTION_TIMEOUT_MS = 3_000;
const PAUSE_MIN_MS = 30_000;
const PAUSE_MAX_MS = 3_600_000;

export interface EmbedderOptions {
  store: Store;
  clock: Pick<Clock, "monotonic">;
  log: Log;
  endpoint: () => EmbeddingSettings | undefined;
  resolveSecret: (value: string) => Promise<string>;
}

export interface Embedded {
  readonly vector: Float32Array;
  readonly maker: string;
}

export interface Embedder extends AsyncDisposable {
  /** Embeds in the background what has no vectors yet. */
  look(): void;
  /** Undefined: there is no endpoint, or it does not work now. Never rejects. */
  embed(question: string): Promise<Embedded | undefined>;
  /** The stored vectors cannot be compared with those that the endpoint makes now: they are made again. */
  forget(): Promise<void>;
  state(): EmbeddingState | null;
  /** Resolves when nothing is embedded in the background. */
  idle(): Promise<void>;
}

interface Failure {
  problem: EmbeddingProblem;
  /** Changed settings are tried at once. */
  of: string;
  until: number;
  pause: number;
}

export function createEmbedder(options: EmbedderOptions): Embedder {
  const { store, endpoint } = options;
  const asker = createAsker(options);
  let working: Promise<void> | undefined;
  return {
    look() {
      const set = asker.usable();
      if (set === undefined || working !== undefined) return;
      const maker = makerOf(set);
      if (store.company.documents().every(({ embedded }) => embedded === maker)) return;
      working = embedAll(store, asker, set)
        .catch((error: unknown) => asker.broke(set, error))
        .finally(() => {
          working = undefined;
        });
    },
    async embed(question) {
      const set = asker.usable();
      if (set === undefined) return undefined;
      const [vector] = (await asker.ask(set, [question], QUESTION_TIMEOUT_MS)) ?? [];
      return vector && { vector, maker: makerOf(set) };
    },
    async forget() {
      const set = endpoint();
      if (set === undefined) return;
      await store.write(() => {
        for (const row of store.company.documents()) store.company.markEmbedded(row, "");
      });
      // An endpoint that changes its mind all the time is not asked all the time.
      asker.fail(set, "not_vectors");
    },
    state() {
      const set = endpoint();
      if (set === undefined) return null;
      const maker = makerOf(set);
      const rows = store.company.documents();
      const embedded = rows.filter((row) => row.embedded === maker).length;
      return { model: set.model, documents: rows.length, embedded, problem: asker.problem(set) };
    },
    idle: async () => working,
    async [Symbol.asyncDispose]() {
      asker.close();
      await working;
    },
  };
}

/** The endpoint, and whether it is left alone now. */
interface Asker {
  /** @returns the settings, unless they failed and the pause is not over */
  usable(): EmbeddingSettings | undefined;
  /** Undefined: it failed, and is left alone from now on. */
  ask(
    set: EmbeddingSettings,
    texts: readonly string[],
    timeoutMs: number,
  ): Promise<Float32Array[] | undefined>;
  fail(set: EmbeddingSettings, problem: EmbeddingProblem): void;
  /** An error of this machine, such as a full disk. */
  broke(set: EmbeddingSettings, error: unknown): void;
  worked(): void;
  problem(set: EmbeddingSettings): EmbeddingProblem | null;
  close(): void;
}

function createAsker(options: EmbedderOptions): Asker {
  const { clock, log, endpoint } = options;
  const closing = new AbortController();
  let failure: Failure | undefined;
  const failureOf = (set: EmbeddingSettings) => (failure?.of === JSON.stringify(set) ? failure : undefined);

  function fail(set: EmbeddingSettings, problem: EmbeddingProblem): void {
    if (closing.signal.aborted) return;
    const before = failureOf(set);
    const pause = Math.min(PAUSE_MAX_MS, before === undefined ? PAUSE_MIN_MS : before.pause * 2);
    // Once for each problem: a search may come every second.
    if (before?.problem !== problem)
      log.warn({ problem }, "texts cannot be embedded; recall compares words only");
    failure = { problem, of: JSON.stringify(set), until: clock.monotonic() + pause, pause };
  }

  return {
    usable() {
      const set = endpoint();
      if (set === undefined || closing.signal.aborted) return undefined;
      return clock.monotonic() < (failureOf(set)?.until ?? 0) ? undefined : set;
    },
    async ask(set, texts, timeoutMs) {
      const key = await readKey(options, set);
      if (key === null) {
        fail(set, "unreadable_key");
        return undefined;
      }
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(timeoutMs)]);
      const answer = await askForVectors({ baseUrl: set.base_url, key, model: set.model, texts, signal });
      if (answer.kind === "vectors") return answer.vectors;
      fail(set, answer.problem);
      return undefined;
    },
    fail,
    broke(set, error) {
      if (closing.signal.aborted) return;
      log.error({ err: error }, "the notes of the company could not be embedded");
      fail(set, "down");
    },
    worked() {
      failure = undefined;
    },
    problem: (set) => failureOf(set)?.problem ?? null,
    close: () => closing.abort(),
  };
}

async function embedAll(store: Store, asker: Asker, set: EmbeddingSettings): Promise<void> {
  const maker = makerOf(set);
  let room = VECTORS_MAX;
  const waiting: RecallDocumentRow[] = [];
  for (const row of store.company.documents()) {
    if (row.embedded === maker) room -= store.company.countVectors(row.id);
    else waiting.push(row);
  }
  for (const row of waiting) {
    const pieces = store.company.piecesOf(row.id);
    room -= pieces.length;
    if (room < 0) return asker.fail(set, "too_many");
    const vectors: Float32Array[] = [];
    for (let at = 0; at < pieces.length; at += BATCH_TEXTS) {
      const texts = pieces.slice(at, at + BATCH_TEXTS).map(textOf);
      const made = await asker.ask(set, texts, BATCH_TIMEOUT_MS);
      if (made === undefined) return;
      vectors.push(...made);
    }
    await keep(store, { row, maker, pieces, vectors });
  }
  asker.worked();
}

/** Null: it cannot be read. */
async function readKey(
  { resolveSecret }: EmbedderOptions,
  { api_key: key }: EmbeddingSettings,
): Promise<string | undefined | null> {
  try {
    return key === undefined ? undefined : await resolveSecret(key);
  } catch {
    return null; // A missing file or variable: `doctor` names it, and the log says that texts are not embedded.
  }
}

/** All vectors of a document, or none: its text may have changed while the endpoint worked. */
async function keep(
  store: Store,
  made: {
    row: RecallDocumentRow;
    maker: string;
    pieces: readonly RecallPiece[];
    vectors: readonly Float32Array[];
  },
): Promise<void> {
  const { row, maker, pieces, vectors } = made;
  await store.write(() => {
    if (!store.company.markEmbedded(row, maker)) return;
    for (const [at, { rowid }] of pieces.entries()) {
      const vector = vectors[at];
      if (vector === undefined) continue;
      store.company.putVector({ piece: rowid, maker, vector: Buffer.from(vector.buffer) });
    }
  });
}

/** What the author says that it is, then the text. */
function textOf({ title, summary, body }: RecallPiece): string {
  return [title, summary, body].map(shownText).filter(Boolean).join("\n");
}

function makerOf({ base_url: url, model }: EmbeddingSettings): string {
  return createHash("sha256")
    .update(JSON.stringify([url, model]))
    .digest("hex")
    .slice(0, 32);
}
