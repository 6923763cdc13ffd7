/** Ranks notes against the words of a query. Pure. */

/** Most words of a query that count. */
const WORDS_MAX = 16;
const WEIGHTS = { name: 8, path: 5, summary: 4, body: 1 } as const;
/** Repetitions beyond this do not count: many in a long text mean little more than a few. */
const REPEATS_COUNTED = 5;
const SNIPPET_CHARS = 160;

export interface SearchableNote {
  path: string;
  name: string;
  summary: string;
  body: string;
}

export interface NoteMatch {
  path: string;
  name: string;
  summary: string;
  /** Higher is better. */
  score: number;
  /** Text around the first match in the body, or empty. */
  snippet: string;
}

/** The notes that contain every word of `query`, best first, ties by path. */
export function searchNotes(notes: readonly SearchableNote[], query: string, limit: number): NoteMatch[] {
  const words = toWords(query);
  if (words.length === 0) return [];
  return notes
    .flatMap((note) => buildMatch(note, words))
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1))
    .slice(0, limit);
}

function toWords(query: string): string[] {
  const words = query.toLowerCase().match(/[\p{L}\p{N}_@#-]+/gu) ?? [];
  return [...new Set(words)].slice(0, WORDS_MAX);
}

function buildMatch(note: SearchableNote, words: readonly string[]): NoteMatch[] {
  const body = note.body.toLowerCase();
  const texts = {
    name: note.name.toLowerCase(),
    path: note.path.toLowerCase(),
    summary: note.summary.toLowerCase(),
    body,
  };
  let score = 0;
  for (const word of words) {
    const found = Object.entries(WEIGHTS).reduce(
      (sum, [field, weight]) => sum + weight * countOf(texts[field as keyof typeof texts], word),
      0,
    );
    if (found === 0) return [];
    score += found;
  }
  return [
    {
      path: note.path,
      name: note.name,
      summary: note.summary,
      score,
      snippet: toSnippet(note.body, body, words),
    },
  ];
}

function countOf(text: string, word: string): number {
  let count = 0;
  for (
    let at = text.indexOf(word);
    at >= 0 && count < REPEATS_COUNTED;
    at = text.indexOf(word, at + word.length)
  )
    count += 1;
  return count;
}

function toSnippet(body: string, lower: string, words: readonly string[]): string {
  const hits = words.map((word) => lower.indexOf(word)).filter((at) => at >= 0);
  if (hits.length === 0) return "";
  // Lower-casing may change the length of a text, which shifts the snippet by a few characters at most.
  const from = Math.max(0, Math.min(...hits) - SNIPPET_CHARS / 4);
  const text = body.slice(from, from + SNIPPET_CHARS).replace(/[\s\p{Cc}]+/gu, " ");
  return `${from > 0 ? "…" : ""}${text.trim()}${from + SNIPPET_CHARS < body.length ? "…" : ""}`;
}
