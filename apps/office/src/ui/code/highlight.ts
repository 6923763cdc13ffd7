/**
 * Reads code as coloured parts. Guarantees: code above the limits, or that takes too long, stays plain; a page answers
 * while code is read, because it is read a few lines at a time.
 */
import type { GrammarState, HighlighterCore } from "shiki/core";
import { createHighlighterCore } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";
import { type CodePart, THEME, toParts } from "./code-kinds";
import { type CodeLanguage, loadGrammar } from "./code-language";

/** Reading takes this long at most, and a line this long: hostile code may be made to be slow. */
const TIME_MAX_MS = 2_000;
const LINE_MAX_MS = 1_000;
/** A longer line is shown plain. */
const LINE_MAX_CHARS = 1_000;
const LINES_AT_ONCE = 20;
/** A list that scrolls shows the same blocks again and again. */
const KEPT_MAX = 40;

let reader: Promise<HighlighterCore> | undefined;
/** Languages whose expressions are compiled. */
const warm = new Set<CodeLanguage>();
const kept = new Map<string, Promise<CodePart[] | undefined>>();

/** @returns nothing if reading takes too long. @throws if the language cannot be loaded */
export function highlight(code: string, language: CodeLanguage): Promise<CodePart[] | undefined> {
  const key = `${language}\n${code}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const reading = read(code, language);
  kept.set(key, reading);
  // What failed, because the network was away, may work the next time.
  reading.catch(() => kept.delete(key));
  for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - KEPT_MAX))) kept.delete(oldest);
  return reading;
}

async function read(code: string, language: CodeLanguage): Promise<CodePart[] | undefined> {
  reader ??= createHighlighterCore({
    themes: [THEME],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  const [shiki, grammar] = await Promise.all([reader, loadGrammar(language)]);
  await shiki.loadLanguage(grammar);
  // The last grammar of a file is its own; those before are the ones it embeds.
  const lang = grammar.at(-1)?.name ?? language;
  const first = await toLines(shiki, code, lang);
  if (warm.has(language)) return first && toParts(first);
  // The first reading of a language also paid for its expressions, which a busy machine compiles for a second: only the
  // next one says how slow the code is.
  warm.add(language);
  const again = await toLines(shiki, code, lang);
  return again && toParts(again);
}

type TokenLines = ReturnType<HighlighterCore["codeToTokensBase"]>;

/** @returns nothing if it takes too long */
async function toLines(shiki: HighlighterCore, code: string, lang: string): Promise<TokenLines | undefined> {
  const lines = code.split("\n");
  const tokenLines: TokenLines = [];
  let grammarState: GrammarState | undefined;
  let spentMs = 0;
  for (let at = 0; at < lines.length; at += LINES_AT_ONCE) {
    const start = performance.now();
    const tokens = shiki.codeToTokensBase(lines.slice(at, at + LINES_AT_ONCE).join("\n"), {
      lang,
      theme: THEME.name,
      tokenizeMaxLineLength: LINE_MAX_CHARS,
      tokenizeTimeLimit: LINE_MAX_MS,
      ...(grammarState && { grammarState }),
    });
    grammarState = shiki.getLastGrammarState(tokens);
    tokenLines.push(...tokens);
    spentMs += performance.now() - start;
    if (spentMs > TIME_MAX_MS) return undefined;
    await new Promise((resolve) => setTimeout(resolve));
  }
  return tokenLines;
}
