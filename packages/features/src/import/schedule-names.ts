/**
 * Ids and labels of schedules. 0.0.20 accepted any text. In this version both must be usable in a URL and a command.
 */
import { scheduleLabelSchema } from "@tinyagi/contracts";
import { type LegacyRecord, toText } from "./legacy-value.js";
import { createNames } from "./new-names.js";

/** Short enough for the tables of the command line. */
const ID = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,47}$/;
const ID_MAX = 40;
/** Leaves room for a number at the end. */
const LABEL_MAX = 80;
/** Longer names are cut before they are inspected. */
const LOOKED_AT = 400;
const OTHERWISE = "schedule";

export interface ScheduleName {
  id: string;
  label: string;
  /** The former names; the id is empty where there was none. */
  old: { id: string; label: string };
}

/** @returns a function that returns the names of the next entry; call it once per entry */
export function createScheduleNames(entries: readonly LegacyRecord[]): (entry: LegacyRecord) => ScheduleName {
  const idOf = createNames({
    old: entries.map(oldId),
    isPossible: (id) => ID.test(id) && isLabel(id),
    clean: (id) => cleaned(id, { others: /[^A-Za-z0-9_.:-]+/g, max: ID_MAX }),
  });
  const labelOf = createNames({
    old: entries.map((entry) => oldLabel(entry, oldId(entry))),
    isPossible: isLabel,
    clean: (label) => cleaned(label, { others: /\s*[^\p{L}\p{N} _.:@#+'’-]+\s*/gu, max: LABEL_MAX }),
  });
  return (entry) => {
    const old = { id: toText(entry.id), label: oldLabel(entry, oldId(entry)) };
    return { id: idOf(oldId(entry)), label: labelOf(old.label), old };
  };
}

export function isLabel(text: string): boolean {
  return scheduleLabelSchema.safeParse(text).success;
}

function oldId(entry: LegacyRecord): string {
  return toText(entry.id) || OTHERWISE;
}

function oldLabel(entry: LegacyRecord, id: string): string {
  return toText(entry.label) || id;
}

function cleaned(text: string, { others, max }: { others: RegExp; max: number }): string {
  const name = [...text.slice(0, LOOKED_AT).normalize("NFC").replace(others, "-")].slice(0, max).join("");
  const trimmed = name.replace(/^[^\p{L}\p{N}]+/u, "").replace(/[ -]+$/, "");
  return isLabel(trimmed) ? trimmed : OTHERWISE;
}
