/**
 * Finds what may help with a question: notes and documents by words with the same stem, and answers of earlier conversations.
 * The lists are merged by reciprocal rank fusion. Answers are read only for owners: others may not know what owners asked.
 */
import type { RecallHit } from "@tinyagi/contracts";
import { RECALL_PIECES_MAX, type RecallDocumentRow, type Store } from "@tinyagi/kernel";
import { findRanked } from "../search/ranked.js";
import { fuse } from "./fuse.js";
import type { RecallIndex } from "./recall-index.js";
import { questionTerms, shownText, termMatch } from "./recall-text.js";

/** Pieces of each list that are merged. */
const CANDIDATES = 50;

export interface RecallQuestion {
  question: string;
  limit: number;
  /** Whether the answers of conversations may be found. */
  answers: boolean;
}

/** Best first. */
export type Recall = (question: RecallQuestion) => Promise<RecallHit[]>;

export function createRecall({ store, index }: { store: Store; index: RecallIndex }): Recall {
  return async ({ question, limit, answers }) => {
    const terms = questionTerms(question);
    if (terms.length === 0) return [];
    const documents = await index.sync();
    const byWords = documents.length === 0 ? [] : findPieces(store, terms, documents);
    const spoken = answers ? findAnswers(store, terms) : [];
    return fuse([
      { by: "words", hits: byWords },
      { by: "words", hits: spoken },
    ]).slice(0, limit);
  };
}

type Found = Omit<RecallHit, "by">;

/** The best piece of each document, best document first. */
function findPieces(
  { company }: Store,
  terms: readonly string[],
  documents: readonly RecallDocumentRow[],
): Found[] {
  const byId = new Map(documents.map((row) => [row.id, row]));
  const covered = measureCover(company, terms, documents.length);
  const best = new Map<number, Found>();
  for (const { rowid } of company.find(terms.map(termMatch).join(" OR "), CANDIDATES)) {
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
