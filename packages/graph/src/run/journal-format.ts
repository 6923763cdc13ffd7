/** The format of a journal's records: a newer one is refused, an older one migrated first. */
import { GRAPH_JOURNAL_FORMAT, type GraphJournalRecord, graphJournalRecordSchema } from "@tinyagi/contracts";
import { JournalError } from "../errors.js";

/** Turns records of one format into those of the next. */
export type JournalMigration = (records: readonly unknown[]) => unknown[];
/** By the format they start from. */
export type JournalMigrations = Readonly<Record<number, JournalMigration>>;
/** Format 1 is the first. */
const MIGRATIONS: JournalMigrations = {};

function migrate(raw: readonly unknown[], migrations: JournalMigrations): readonly unknown[] {
  let records = raw;
  for (let format = getFormat(records); format !== GRAPH_JOURNAL_FORMAT; format = getFormat(records)) {
    if (format > GRAPH_JOURNAL_FORMAT) {
      const known = `this release reads up to ${GRAPH_JOURNAL_FORMAT}`;
      throw new JournalError(
        "STORE_TOO_NEW",
        `The journal has format ${format}, ${known}. Use the release that wrote it.`,
      );
    }
    const step = migrations[format];
    if (step === undefined)
      throw new JournalError("STORE_DAMAGED", `No way is known to read journal format ${format}.`);
    records = step(records);
    if (getFormat(records) <= format)
      throw new JournalError("STORE_DAMAGED", "A journal migration made no progress.");
  }
  return records;
}

function getFormat(records: readonly unknown[]): number {
  const first = records[0];
  const format = typeof first === "object" && first !== null && "format" in first ? first.format : undefined;
  if (typeof format === "number") return format;
  throw new JournalError("STORE_DAMAGED", "The journal does not say its format.");
}

/**
 * Records of any known format as those of today.
 * @throws JournalError when the format is newer, unknown, or a record is damaged
 */
export function readRecords(raw: readonly unknown[], migrations = MIGRATIONS): GraphJournalRecord[] {
  return migrate(raw, migrations).map((value, i) => {
    const parsed = graphJournalRecordSchema.safeParse(value);
    if (parsed.success && parsed.data.seq === i + 1) return parsed.data;
    throw new JournalError("STORE_DAMAGED", `Record ${i + 1} of the journal is damaged.`);
  });
}
