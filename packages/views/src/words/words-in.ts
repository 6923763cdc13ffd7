import type { Language } from "@tinyagi/contracts";
import { en } from "./en.js";
import type { ViewWords } from "./words.js";
import { zh } from "./zh.js";

const WORDS: Readonly<Record<Language, ViewWords>> = { en, zh };

/** The texts in this language. */
export function wordsIn(language: Language): ViewWords {
  return WORDS[language];
}
