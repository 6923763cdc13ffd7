/**
 * The judge of the reliability tests: compares what clients were promised with what the database and the fake
 * agents' journal say happened. It looks from outside, at files only, and never writes.
 */
import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { readFakeJournal } from "../fake-agent/journal.js";
import { type AcknowledgedRequest, type Evidence, requestKey, type Violation } from "./evidence.js";
import {
  acceptedTerminal,
  commitsUnique,
  databaseSound,
  journalKnown,
  nothingProcessing,
  orderKept,
} from "./rules.js";

/** What {@link Oracle.judge} found. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly conversations: number;
  readonly messages: number;
  readonly runs: number;
}

/** Where to look. */
export interface OracleOptions {
  readonly dbPath: string;
  /** Journal of the fake agents; left out when the agents write none. */
  readonly journal?: string;
  /** Channels whose conversations need not stand in the history, e.g. `schedule`. */
  readonly ownChannels?: readonly string[];
}

/** Collects the clients' history, then judges. */
export interface Oracle {
  /** Call it only after the answer "accepted" has arrived. */
  readonly acknowledged: (request: AcknowledgedRequest) => void;
  /**
   * A request whose answer never arrived: it may have been accepted or not, both are right.
   */
  readonly uncertain: (request: AcknowledgedRequest) => void;
  readonly judge: () => Verdict;
}

const RULES = [
  databaseSound,
  acceptedTerminal,
  nothingProcessing,
  orderKept,
  commitsUnique,
  journalKnown,
] as const;

/**
 * Makes a judge over one database. Judge after healing: when the daemon runs again and its queue is empty, or
 * after it was stopped.
 *
 * @throws From `judge` when there is no database file.
 */
export function createOracle({ dbPath, journal, ownChannels = [] }: OracleOptions): Oracle {
  const acknowledged = new Map<string, AcknowledgedRequest>();
  const uncertain = new Set<string>();
  return {
    acknowledged: (request) => {
      acknowledged.set(requestKey(request), request);
    },
    uncertain: (request) => {
      uncertain.add(requestKey(request));
    },
    judge: () => {
      if (!existsSync(dbPath)) throw new Error(`no database at ${dbPath}`);
      const db = new Database(dbPath, { readonly: true, fileMustExist: true });
      try {
        const evidence: Evidence = {
          db,
          acknowledged,
          uncertain,
          ownChannels: new Set(ownChannels),
          journal: journal === undefined ? undefined : readFakeJournal(journal),
        };
        return {
          violations: RULES.flatMap((rule) => rule(evidence)),
          conversations: count(db, "conversations"),
          messages: count(db, "messages"),
          runs: count(db, "runs"),
        };
      } finally {
        db.close();
      }
    },
  };
}

function count(db: Database.Database, table: "conversations" | "messages" | "runs"): number {
  return db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get() ?? 0;
}
