/**
 * Statements on the company's knowledge: the index of its notes and documents, and the changes that agents proposed. A piece
 * of a document has the number 4096 × the document's number + its place, so that a document is replaced and removed by range.
 */
import type Database from "better-sqlite3";
import type { CompanyProposalRow, RecallDocumentRow } from "../schema.js";

/** Most pieces of one document. */
export const RECALL_PIECES_MAX = 4_096;
/** Pieces that contain one word and are counted. A word in more of them says little. */
const PIECES_COUNTED = 2_000;

export interface RecallPiece {
  rowid: number;
  title: string;
  summary: string;
  body: string;
}

/** A lower `rank` is better. */
export interface RecallRow {
  rowid: number;
  rank: number;
}

export interface RecallVector {
  piece: number;
  maker: string;
  vector: Buffer;
}

export interface CompanyStatements {
  documents(): RecallDocumentRow[];
  /** Its vectors are out of date. */
  putDocument(row: Omit<RecallDocumentRow, "id" | "embedded">): number;
  removeDocument(id: number): void;
  putPiece(piece: RecallPiece): void;
  removePieces(documentId: number): void;
  piecesOf(documentId: number): RecallPiece[];
  /** @param maker empty: it is to be embedded again. @returns false when the document changed since it had this stamp: then its vectors are not stored */
  markEmbedded(document: Pick<RecallDocumentRow, "id" | "stamp">, maker: string): boolean;
  putVector(row: RecallVector): void;
  countVectors(documentId: number): number;
  /** In the order of their pieces. */
  vectorsAfter(piece: number, limit: number): RecallVector[];
  piece(rowid: number): RecallPiece | undefined;
  /** Pieces that fit an expression of FTS5, best first. */
  find(match: string, limit: number): RecallRow[];
  /** Numbers of pieces that fit an expression of FTS5. */
  having(match: string): number[];
  addProposal(row: CompanyProposalRow): void;
  proposal(id: string): CompanyProposalRow | undefined;
  openProposals(limit: number): CompanyProposalRow[];
  proposals(limit: number): CompanyProposalRow[];
  countOpen(): number;
  /** @returns how many rows changed: 0 when it was settled before */
  settle(id: string, settled: { status: "accepted" | "declined"; at: number; by: string }): number;
}

export function companyStatements(db: Database.Database): CompanyStatements {
  return { ...indexStatements(db), ...vectorStatements(db), ...proposalStatements(db) };
}

type VectorStatements = Pick<
  CompanyStatements,
  "removePieces" | "piecesOf" | "markEmbedded" | "putVector" | "countVectors" | "vectorsAfter"
>;

type ProposalStatements = Pick<
  CompanyStatements,
  "addProposal" | "proposal" | "openProposals" | "proposals" | "countOpen" | "settle"
>;

function indexStatements(
  db: Database.Database,
): Omit<CompanyStatements, keyof ProposalStatements | keyof VectorStatements> {
  const documents = db.prepare<[], RecallDocumentRow>(
    "SELECT * FROM recall_documents ORDER BY id LIMIT 5000",
  );
  const putDocument = db
    .prepare<[object], number>(
      `INSERT INTO recall_documents (path,stamp,source,title,summary) VALUES (@path,@stamp,@source,@title,@summary)
       ON CONFLICT (path) DO UPDATE SET stamp = excluded.stamp, source = excluded.source, title = excluded.title, summary = excluded.summary, embedded = ''
       RETURNING id`,
    )
    .pluck();
  const removeDocument = db.prepare("DELETE FROM recall_documents WHERE id = ?");
  const putPiece = db.prepare(
    "INSERT OR REPLACE INTO recall_index (rowid,title,summary,body) VALUES (@rowid,@title,@summary,@body)",
  );
  const piece = db.prepare<[number], RecallPiece>(
    "SELECT rowid, title, summary, body FROM recall_index WHERE rowid = ?",
  );
  // What the author chose to describe a note weighs more than its text.
  const find = db.prepare<[string, number], RecallRow>(
    "SELECT rowid, rank FROM recall_index WHERE recall_index MATCH ? AND rank MATCH 'bm25(5.0, 3.0, 1.0)' ORDER BY rank LIMIT ?",
  );
  const having = db
    .prepare<[string], number>(
      `SELECT rowid FROM recall_index WHERE recall_index MATCH ? LIMIT ${PIECES_COUNTED}`,
    )
    .pluck();
  return {
    documents: () => documents.all(),
    putDocument: (row) => putDocument.get(row) ?? 0,
    removeDocument: (id) => void removeDocument.run(id),
    putPiece: (row) => void putPiece.run(row),
    piece: (rowid) => piece.get(rowid),
    find: (match, limit) => find.all(match, limit),
    having: (match) => having.all(match),
  };
}

function vectorStatements(db: Database.Database): VectorStatements {
  const removePieces = db.prepare(
    "DELETE FROM recall_index WHERE rowid >= CAST(? AS INTEGER) AND rowid < CAST(? AS INTEGER)",
  );
  const removeVectors = db.prepare("DELETE FROM recall_vectors WHERE piece >= ? AND piece < ?");
  const piecesOf = db.prepare<[number, number], RecallPiece>(
    "SELECT rowid, title, summary, body FROM recall_index WHERE rowid >= CAST(? AS INTEGER) AND rowid < CAST(? AS INTEGER)",
  );
  const mark = db.prepare("UPDATE recall_documents SET embedded = ? WHERE id = ? AND stamp = ?");
  const put = db.prepare(
    "INSERT OR REPLACE INTO recall_vectors (piece,maker,vector) VALUES (@piece,@maker,@vector)",
  );
  const count = db
    .prepare<[number, number], number>("SELECT count(*) FROM recall_vectors WHERE piece >= ? AND piece < ?")
    .pluck();
  const after = db.prepare<[number, number], RecallVector>(
    "SELECT piece, maker, vector FROM recall_vectors WHERE piece > ? ORDER BY piece LIMIT ?",
  );
  const range = (id: number) => [id * RECALL_PIECES_MAX, (id + 1) * RECALL_PIECES_MAX] as const;
  return {
    removePieces(id) {
      removePieces.run(...range(id));
      removeVectors.run(...range(id));
    },
    piecesOf: (id) => piecesOf.all(...range(id)),
    markEmbedded: ({ id, stamp }, maker) => mark.run(maker, id, stamp).changes > 0,
    putVector: (row) => void put.run(row),
    countVectors: (id) => count.get(...range(id)) ?? 0,
    vectorsAfter: (piece, limit) => after.all(piece, limit),
  };
}

function proposalStatements(db: Database.Database): ProposalStatements {
  const add = db.prepare(
    `INSERT INTO company_proposals (id,path,content,base,reason,status,agent_id,conversation_id,created_at,settled_at,settled_by)
     VALUES (@id,@path,@content,@base,@reason,@status,@agent_id,@conversation_id,@created_at,@settled_at,@settled_by)`,
  );
  const get = db.prepare<[string], CompanyProposalRow>("SELECT * FROM company_proposals WHERE id = ?");
  const open = db.prepare<[number], CompanyProposalRow>(
    "SELECT * FROM company_proposals WHERE status = 'open' ORDER BY created_at DESC LIMIT ?",
  );
  const all = db.prepare<[number], CompanyProposalRow>(
    "SELECT * FROM company_proposals ORDER BY rowid DESC LIMIT ?",
  );
  const countOpen = db
    .prepare<[], number>("SELECT count(*) FROM company_proposals WHERE status = 'open'")
    .pluck();
  const settle = db.prepare(
    "UPDATE company_proposals SET status = ?, settled_at = ?, settled_by = ? WHERE id = ? AND status = 'open'",
  );
  return {
    addProposal: (row) => void add.run(row),
    proposal: (id) => get.get(id),
    openProposals: (limit) => open.all(limit),
    proposals: (limit) => all.all(limit),
    countOpen: () => countOpen.get() ?? 0,
    settle: (id, { status, at, by }) => settle.run(status, at, by, id).changes,
  };
}
