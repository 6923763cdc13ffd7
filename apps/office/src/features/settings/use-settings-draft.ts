/**
 * What is changed and not saved: by the form, or by the raw file. Both show the same changes and problems. It stays when
 * the page is left.
 */
"use client";
import { isAppError } from "@tinyagi/contracts";
import { useEffect, useMemo, useState } from "react";
import { toWords } from "../../lib/api";
import { applied, type Change, differences } from "./change";
import { type FormDraft, readDraft } from "./draft";
import type { Json } from "./json";
import { isNothing, keep, NOTHING, readStored, type StoredDraft, useKeptDraft } from "./kept-draft";
import { useSave } from "./queries";
import type { RawProblem, RawText } from "./raw-text";
import { useRevisions } from "./revisions";
import type { Typed } from "./rows";
import type { Group } from "./schema-fields";
import type { SchemaProblem } from "./validate";

export interface SettingsDraft extends FormDraft, Pick<StoredDraft, "raw" | "isCut"> {
  groups: readonly Group[];
  type: (key: string, typed: Typed | undefined) => void;
  writeRaw: (text: string) => void;
  /** What is wrong in the raw text, with its place; undefined while its reader is loaded. */
  rawProblems: readonly RawProblem[] | undefined;
  /** What the daemon said to the whole, if it refused. */
  refusal: string | undefined;
  /** What reads or checks it could not be loaded. */
  isUnread: boolean;
  /** It was made before the page was opened. */
  isFromBefore: boolean;
  /** Someone changed the settings since it was begun. */
  isStale: boolean;
  isSaving: boolean;
  save: () => void;
  discard: () => void;
}

type Check = (settings: Json) => SchemaProblem[];

/** @param isRaw whether the raw file is shown */
export function useSettingsDraft(groups: readonly Group[], settings: Json, isRaw: boolean): SettingsDraft {
  const draft = useKeptDraft();
  const [isFromBefore, setFromBefore] = useState(() => !isNothing(draft));
  const { typed, raw, revision } = draft;
  const newest = useRevisions().data?.[0]?.id;
  const save = useSave();
  const [parser, noParser] = useLoaded<RawText>(isRaw || raw !== undefined, loadParser);
  const { changes, typos } = useChanges(groups, settings, draft, parser);
  const [check, noCheck] = useLoaded<Check>(changes.length > 0, loadCheck);
  const found = useMemo(
    () => (check === undefined ? [] : check(applied(raw?.base ?? settings, changes))),
    [check, raw, settings, changes],
  );
  const refused = isAppError(save.error) ? save.error.details : [];
  const problems = Object.fromEntries([
    ...found.map(({ path, message }) => [path.join("."), message]),
    ...refused.flatMap(({ path, message }) => (path === undefined ? [] : [[path, message]])),
    ...Object.entries(typos),
  ]) as Record<string, string>;
  const edit = (change: (before: StoredDraft) => Partial<StoredDraft>): void => {
    save.reset();
    const before = readStored();
    if (isNothing(before)) setFromBefore(false);
    const next = { ...before, ...change(before) };
    keep(isNothing(before) || before.revision === undefined ? { ...next, revision: newest } : next);
  };
  return {
    groups,
    settings,
    typed,
    raw,
    changes,
    problems,
    isFromBefore,
    isCut: draft.isCut,
    isUnread: noParser || noCheck,
    rawProblems: parser?.(raw?.text ?? JSON.stringify(settings, null, 2), problems).problems,
    isStale: !isNothing(draft) && newest !== undefined && revision !== undefined && revision !== newest,
    type: (key, typed) =>
      edit((before) => {
        const { [key]: _old, ...rest } = before.typed;
        return { raw: undefined, typed: typed === undefined ? rest : { ...rest, [key]: typed } };
      }),
    writeRaw: (text) =>
      edit((before) => {
        const base = before.raw?.base ?? settings;
        return { typed: {}, raw: text === JSON.stringify(base, null, 2) ? undefined : { text, base } };
      }),
    refusal: save.error === null ? undefined : toWords(save.error),
    isSaving: save.isPending,
    save: () => save.mutate({ changes, draft }),
    discard: () => {
      save.reset();
      keep(NOTHING);
    },
  };
}

/** @returns what the draft changes, and what cannot be read in its fields */
function useChanges(
  groups: readonly Group[],
  settings: Json,
  draft: StoredDraft,
  parser: RawText | undefined,
): { changes: readonly Change[]; typos: Readonly<Record<string, string>> } {
  const { typed, raw } = draft;
  return useMemo(() => {
    if (raw === undefined) {
      const { changes, problems } = readDraft(
        groups.flatMap(({ fields }) => fields),
        typed,
        settings,
      );
      return { changes, typos: problems };
    }
    const value = parser?.(raw.text, {}).value;
    return { changes: value === undefined ? [] : differences(raw.base, value), typos: {} };
  }, [groups, settings, typed, raw, parser]);
}

const loadParser = (): Promise<RawText> => import("./raw-text").then(({ readRaw }) => readRaw);
const loadCheck = (): Promise<Check> => import("./validate").then(({ schemaProblems }) => schemaProblems);

/** @returns a function of a large library, loaded when it is wanted, and whether that failed */
function useLoaded<T>(isWanted: boolean, load: () => Promise<T>): [T | undefined, boolean] {
  const [loaded, setLoaded] = useState<T>();
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    if (!isWanted || loaded !== undefined) return;
    let isGone = false;
    load().then(
      (value) => {
        if (!isGone) setLoaded(() => value);
      },
      () => {
        if (!isGone) setFailed(true);
      },
    );
    return () => {
      isGone = true;
    };
  }, [isWanted, loaded, load]);
  return [loaded, hasFailed && loaded === undefined];
}
