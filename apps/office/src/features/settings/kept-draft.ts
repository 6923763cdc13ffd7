/**
 * What was changed in the settings and not saved. It outlives its page: in memory while the tab is open, and in this
 * browser. A secret is never put into the browser's storage, nor a text in which one may hide.
 */
import { isSecretPath } from "@tinyagi/contracts";
import { create } from "zustand";
import { SETTINGS_DRAFT } from "../../lib/kept";
import { isObject, type Json, valueAt } from "./json";
import type { Draft, Typed } from "./rows";
import { secretsIn } from "./secrets";

export interface StoredDraft {
  /** The newest revision of the settings when the first change was made; undefined: not known. */
  revision: number | undefined;
  typed: Draft;
  /** The raw file as it is written, and what it was made from. */
  raw: { text: string; base: Json } | undefined;
  /** Something could not be stored and is gone: it must be typed again. */
  isCut: boolean;
}

export const NOTHING: StoredDraft = { revision: undefined, typed: {}, raw: undefined, isCut: false };

/** Begins with what the browser kept. */
export const useKeptDraft = create<StoredDraft>(stored);

export function readStored(): StoredDraft {
  return useKeptDraft.getState();
}

export function keep(draft: StoredDraft): void {
  useKeptDraft.setState(draft, true);
  const text = storable(draft);
  try {
    if (text === undefined) localStorage.removeItem(SETTINGS_DRAFT);
    else localStorage.setItem(SETTINGS_DRAFT, JSON.stringify(text));
  } catch {
    // The draft is kept until the tab is closed.
  }
}

/** What was typed while it was saved stays, as a draft on the settings that were saved. */
export function forgetSaved(saved: StoredDraft): void {
  const now = readStored();
  if (now === saved) {
    keep(NOTHING);
    return;
  }
  const typed = Object.entries(now.typed).filter(([key, text]) => saved.typed[key] !== text);
  keep({ ...now, typed: Object.fromEntries(typed), revision: undefined });
}

export function isNothing({ typed, raw, isCut }: StoredDraft): boolean {
  return raw === undefined && !isCut && Object.keys(typed).length === 0;
}

/** The part of a draft that may be stored; undefined: nothing is there. */
export function storable(draft: StoredDraft): StoredDraft | undefined {
  if (isNothing(draft)) return undefined;
  const { revision, typed, raw, isCut } = draft;
  const plain = withoutSecrets(typed, []);
  const plainRaw = raw !== undefined && isPlainText(raw.text, raw.base) ? raw : undefined;
  return {
    revision,
    typed: plain,
    raw: plainRaw,
    isCut: isCut || JSON.stringify(plain) !== JSON.stringify(typed) || plainRaw !== raw,
  };
}

/** @param path of what the draft is of */
function withoutSecrets(draft: Draft, path: readonly string[]): Draft {
  const kept = Object.entries(draft).flatMap(([key, typed]): [string, Typed][] => {
    const at = key === "" ? path : [...path, ...key.split(".")];
    if (typeof typed === "string") return isPlainField(at, typed) ? [[key, typed]] : [];
    return [[key, typed.map((row) => ({ ...row, typed: withoutSecrets(row.typed, [...at, row.name]) }))]];
  });
  return Object.fromEntries(kept);
}

function stored(): StoredDraft {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(SETTINGS_DRAFT) ?? "null");
    // Only this file writes it.
    return isObject(value) ? { ...NOTHING, ...(value as Partial<StoredDraft>) } : NOTHING;
  } catch {
    // A browser that keeps nothing.
    return NOTHING;
  }
}

/** A field of JSON may hold secrets below it. */
function isPlainField(path: readonly string[], text: string): boolean {
  if (isSecretPath(path)) return false;
  if (!/[{[]/.test(text)) return true;
  const value = parsed(text);
  return value !== undefined && secretsIn(value, path).length === 0;
}

/** Whether a text that reads as JSON holds no secret but the masks it was made from. */
function isPlainText(text: string, base: Json): boolean {
  const whole = parsed(text);
  if (whole === undefined) return false;
  return secretsIn(whole, []).every(({ path, value }) => value === "" || value === valueAt(base, path));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It cannot be told where a secret ends.
    return undefined;
  }
}
