import { expect, test } from "vitest";
import {
  forgetSaved,
  keep,
  NOTHING,
  readStored,
  type StoredDraft,
  storable,
  useKeptDraft,
} from "./kept-draft";

const BASE = { models: { anthropic: { api_key: "sk-…abcd" } }, budgets: { day: { usd: 5 } } };
const draft = (change: Partial<StoredDraft>): StoredDraft => ({ ...NOTHING, revision: 7, ...change });
const raw = (text: string) => ({ text, base: BASE });

test("what was typed is kept with the revision it was made on", () => {
  const typed = { "budgets.day.usd": "25", "budgets.day.tokens": "abc" };
  expect(storable(draft({ typed }))).toEqual(draft({ typed }));
  const changed = raw(JSON.stringify({ ...BASE, budgets: { day: { usd: 9 } } }));
  expect(storable(draft({ raw: changed }))).toEqual(draft({ raw: changed }));
  expect(storable(draft({}))).toBeUndefined();
});

test("a secret is never stored; that it is missing is", () => {
  const typed = { "budgets.day.usd": "25", "models.anthropic.api_key": "sk-plain" };
  expect(storable(draft({ typed }))).toEqual(draft({ typed: { "budgets.day.usd": "25" }, isCut: true }));
  for (const text of [
    JSON.stringify({ models: { anthropic: { api_key: "sk-plain" } } }),
    JSON.stringify({ agents: { coder: { env: { ANY: "sk-plain" } } } }),
    // Where a secret ends cannot be told in a text that is no JSON.
    '{ "models": { "anthropic": { "api_key": "sk-plain } }',
  ])
    expect(storable(draft({ raw: raw(text) }))).toEqual(draft({ isCut: true }));
  for (const text of ['{ "Authorization": "sk-plain" }', '{ "Authorization": "sk-plain'])
    expect(storable(draft({ typed: { "telemetry.otlp.headers": text } }))).toEqual(draft({ isCut: true }));
});

test("what was saved is forgotten wherever the reader is, and every page that shows it is told", () => {
  const shown: StoredDraft[] = [];
  const stop = useKeptDraft.subscribe((kept) => shown.push(kept));
  const saved = draft({ typed: { "budgets.day.usd": "25" } });
  keep(saved);
  forgetSaved(saved);
  stop();
  keep(NOTHING);
  expect(shown).toEqual([saved, NOTHING]);
});

test("what was typed while an older draft was saved stays, without the part that was saved", () => {
  const typed = { "budgets.day.usd": "25", "budgets.day.tokens": "1" };
  const saved = draft({ typed });
  keep(draft({ typed: { ...typed, "budgets.day.tokens": "2" } }));
  forgetSaved(saved);
  expect(readStored()).toEqual({ ...NOTHING, typed: { "budgets.day.tokens": "2" } });
  keep(NOTHING);
});
