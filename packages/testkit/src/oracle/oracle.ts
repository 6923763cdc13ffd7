/**
 * Checks the reliability tests: compares what clients were promised with what the database and the fake agents'
 * journal recorded. It only reads files and never writes.
 */
import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { readFakeJournal } from "../fake-agent/journal.js";
import { failuresExplained, repliesDelivered, requestsAnswered } from "./delivery-rules.js";
import {
  type AcknowledgedRequest,
  type Delivery,
  type Evidence,
  requestKey,
  type Violation,
} from "./evidence.js";
import {
  acceptedTerminal,
  checkOrder,
  commitsUnique,
  databaseSound,
  eventsUnique,
  journalKnown,
  nothingProcessing,
} from "./rules.js";

/** What {@link Oracle.judge} found. */
export interface Verdict {
  readonly violations: readonly Violation[];
  readonly conversations: number;
  readonly messages: number;
  readonly runs: number;
}

/** What {@link createOracle} reads. */
export interface OracleOptions {
  readonly dbPath: string;
  /** Journal of the fake agents; left out when the agents write none. */
  readonly journal?: string;
  /** Channels whose conversations need no request in the history, e.g. `schedule`. */
  readonly ownChannels?: readonly string[];
  /** Channels of which every reply must be delivered and acknowledged; report deliveries with {@link Oracle.delivered}. */
  readonly consumedChannels?: readonly string[];
}

/** Collects the clients' history, then judges. */
export interface Oracle {
  /** Call it only after the answer "accepted" has arrived. */
  readonly acknowledged: (request: AcknowledgedRequest) => void;
  /**
   * Records a request whose answer never arrived: it may have been accepted or not.
   */
  readonly uncertain: (request: AcknowledgedRequest) => void;
  /** Records a reply that reached a channel. Call it again for each repeated delivery. */
  readonly delivered: (delivery: Delivery) => void;
  readonly judge: () => Verdict;
}

const RULES = [
  databaseSound,
  acceptedTerminal,
  nothingProcessing,
  checkOrder,
  commitsUnique,
  journalKnown,
  requestsAnswered,
  failuresExplained,
  repliesDelivered,
  eventsUnique,
] as const;

/**
 * Creates an oracle for one database. Call `judge` after recovery: when the daemon runs again and its queue is empty,
 * or after it was stopped.
 *
 * @throws From `judge` when there is no database file.
 */
export function createOracle(options: OracleOptions): Oracle {
  const { dbPath, journal, ownChannels = [], consumedChannels = [] } = options;
  const deliveries: Delivery[] = [];
  const acknowledged = new Map<string, AcknowledgedRequest>();
  const uncertain = new Set<string>();
  return {
    acknowledged: (request) => {
      acknowledged.set(requestKey(request), request);
    },
    uncertain: (request) => {
      uncertain.add(requestKey(request));
    },
    delivered: (delivery) => {
      deliveries.push(delivery);
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
          deliveries,
          consumedChannels: new Set(consumedChannels),
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
