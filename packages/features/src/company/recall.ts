/**
 * Finds what may help with a question: notes and documents by words with the same stem and by the meaning of an embedding, and
 * answers of earlier conversations. The lists are merged by reciprocal rank fusion. Answers are read only for owners: others may not know what owners asked.
 */
import type { RecallHit } from "@tinyagi/contracts";
import { RECALL_PIECES_MAX, type RecallDocumentRow, type Store } from "@tinyagi/kernel";
import { findRanked } from "../search/ranked.js";
import type { Embedder } from "./embedder.js";
import { fuse } from "./fuse.js";
import { findNear } from "./meaning.js";
import type { RecallIndex } from "./recall-index.js";
import { questionTerms, shownText, termMatch } from "./recall-text.js";

/** Pieces of each list that are merged. */
const CANDIDATES = 50;
/** Every piece is somehow near to a question. Only the nearest ones count. */
const NEAR_PIECES = 10;

export interface RecallQuestion {
  question: string;
  limit: number;
  /** Whether the answers of conversations may be found. */
  answers: boolean;
}

/** Best first. */
export type Recall = (question: RecallQuestion) => Promise<RecallHit[]>;

export interface RecallParts {
  store: Store;
  index: RecallIndex;
  embedder: Embedder;
}

export function createRecall(parts: RecallParts): Recall {
  const { store, index, embedder } = parts;
  return async ({ question, limit, answers }) => {
    const terms = questionTerms(question);
    if (terms.length === 0) return [];
    const documents = await index.sync();
    embedder.look();
    const asked = { terms, documents };
    const byWords = documents.length === 0 ? [] : findByWords(store, asked);
    const byMeaning = documents.length === 0 ? [] : await findByMeaning(parts, question, asked);
    const spoken = answers ? findAnswers(store, terms) : [];
    return fuse([
      { by: "words", hits: byWords },
      { by: "meaning", hits: byMeaning },
      { by: "words", hits: spoken },
    ]).slice(0, limit);
  };
}

type Found = Omit<RecallHit, "by">;

interface Asked {
  readonly terms: readonly string[];
  readonly documents: readonly RecallDocumentRow[];
}

function findByWords({ company }: Store, asked: Asked): Found[] {
  const match = asked.terms.map(termMatch).join(" OR ");
  const pieces = company.find(match, CANDIDATES).map(({ rowid }) => rowid);
  return toDocuments(company, pieces, asked);
}

/** Nothing when there is no endpoint or it fails: the words alone answer then. */
async function findByMeaning(
  { store, embedder }: RecallParts,
  question: string,
  asked: Asked,
): Promise<Found[]> {
  const embedded = await embedder.embed(question);
  if (embedded === undefined) return [];
  const { near, mismatched } = await findNear(store, embedded, NEAR_PIECES);
  if (mismatched) await embedder.forget();
  const pieces = near.map(({ piece }) => piece);
  return toDocuments(store.company, pieces, asked);
}

/** The best piece of each document, best document first. @param pieces best first */
function toDocuments(
  company: Store["company"],
  pieces: readonly number[],
  { terms, documents }: Asked,
): Found[] {
  const byId = new Map(documents.map((row) => [row.id, row]));
  const covered = measureCover(company, terms, documents.length);
  const best = new Map<number, Found>();
  for (const rowid of pieces) {
    const id = Math.floor(rowid / RECALL_PIECES_MAX);
    const row = byId.get(id);
    if (row === undefined || best.has(id)) continue;
    best.set(id, {
      source: row.source,
      title: row.title,
      ref: row.path,
      summary: row.summary,
      text: shownText(company.piece(rowid)?.body ?? ""),
      covers: covered.get(id) ?? 0,
    });
  }
  return [...best.values()];
}

/** How much of the question each document contains: rare words count more, as in BM25. */
function measureCover(
  company: Store["company"],
  terms: readonly string[],
  count: number,
): Map<number, number> {
  const covered = new Map<number, number>();
  let whole = 0;
  for (const term of terms) {
    const ids = new Set(
      company.having(termMatch(term)).map((rowid) => Math.floor(rowid / RECALL_PIECES_MAX)),
    );
    const weight = Math.log(1 + (count - ids.size + 0.5) / (ids.size + 0.5));
    whole += weight;
    for (const id of ids) covered.set(id, (covered.get(id) ?? 0) + weight);
  }
  for (const [id, sum] of covered) covered.set(id, whole === 0 ? 0 : Math.min(1, sum / whole));
  return covered;
}

/** The index of conversations has no stems: a word also finds longer ones that begin with it. */
function findAnswers(store: Store, terms: readonly string[]): Found[] {
  const match = terms.map(termMatch).join(" OR ");
  const { rows } = findRanked(store.search, { match, kind: "reply", limit: CANDIDATES });
  const seen = new Set<string>();
  return rows.flatMap((row): Found[] => {
    if (row.ref === "" || seen.has(row.ref)) return [];
    seen.add(row.ref);
    const text = row.snippet.replaceAll("\u0002", "").replaceAll("\u0003", "");
    return [{ source: "answer", title: `@${row.agent}`, ref: row.ref, summary: "", text, covers: 0 }];
  });
}
