/** What is changed and not saved: by the form, or by the raw file. Both show the same changes and problems. */
"use client";
import { isAppError } from "@tinyagi/contracts";
import { useEffect, useMemo, useState } from "react";
import { wordsOf } from "../../lib/api";
import { applied, type Change, type Draft, differences, type Json, readDraft } from "./draft";
import { useSave } from "./queries";
import type { Group } from "./schema-fields";
import type { SchemaProblem } from "./validate";

export interface SettingsDraft {
  groups: readonly Group[];
  settings: Json;
  typed: Draft;
  type: (key: string, text: string | undefined) => void;
  /** The raw file as it is written, and what it was made from. */
  raw: { text: string; base: Json } | undefined;
  writeRaw: (raw: SettingsDraft["raw"], parsed: Json | undefined) => void;
  changes: readonly Change[];
  /** What is wrong, by the dotted key. */
  problems: Readonly<Record<string, string>>;
  /** What the daemon said to the whole, if it refused. */
  refusal: string | undefined;
  isSaving: boolean;
  save: () => void;
  discard: () => void;
}

type Check = (settings: Json) => SchemaProblem[];

export function useSettingsDraft(groups: readonly Group[], settings: Json): SettingsDraft {
  const [typed, setTyped] = useState<Draft>({});
  const [raw, setRaw] = useState<SettingsDraft["raw"]>();
  const [parsed, setParsed] = useState<Json>();
  const save = useSave();
  const fields = useMemo(() => groups.flatMap((group) => group.fields), [groups]);
  const read = useMemo(() => readDraft(fields, typed, settings), [fields, typed, settings]);
  const changes = useMemo(
    () => (raw === undefined ? read.changes : parsed === undefined ? [] : differences(raw.base, parsed)),
    [raw, parsed, read],
  );
  const check = useCheck(changes.length > 0);
  const found = useMemo(
    () => (check === undefined ? [] : check(applied(raw?.base ?? settings, changes))),
    [check, raw, settings, changes],
  );
  const refused = isAppError(save.error) ? save.error.details : [];
  const problems = Object.fromEntries([
    ...found.map(({ path, message }) => [path.join("."), message]),
    ...refused.flatMap(({ path, message }) => (path === undefined ? [] : [[path, message]])),
    ...(raw === undefined ? Object.entries(read.problems) : []),
  ]) as Record<string, string>;
  const clear = (): void => {
    setTyped({});
    setRaw(undefined);
    setParsed(undefined);
    save.reset();
  };
  return {
    ...{ groups, settings, typed, raw, changes, problems },
    type(key, text) {
      save.reset();
      setRaw(undefined);
      setTyped((before) => {
        const { [key]: _old, ...rest } = before;
        return text === undefined ? rest : { ...rest, [key]: text };
      });
    },
    writeRaw(next, value) {
      save.reset();
      setTyped({});
      setRaw(next);
      setParsed(value);
    },
    refusal: save.error === null ? undefined : wordsOf(save.error),
    isSaving: save.isPending,
    save: () => save.mutate(changes, { onSuccess: clear }),
    discard: clear,
  };
}

/** The schema is loaded with the first change. */
function useCheck(isWanted: boolean): Check | undefined {
  const [check, setCheck] = useState<Check>();
  useEffect(() => {
    if (!isWanted || check !== undefined) return;
    let isGone = false;
    void import("./validate").then(({ schemaProblems }) => {
      if (!isGone) setCheck(() => schemaProblems);
    });
    return () => {
      isGone = true;
    };
  }, [isWanted, check]);
  return check;
}

/** The problem at a place or below it. */
export function problemAt(problems: SettingsDraft["problems"], key: string): string | undefined {
  const at = Object.keys(problems).find((path) => path === key || path.startsWith(`${key}.`));
  return at === undefined ? undefined : problems[at];
}
