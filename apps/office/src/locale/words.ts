/**
 * Every text of the office, in the language of the reader. Components read it while they draw:
 * `words.tasks.title`, always written in full, so that a search finds each use of a text. English is
 * in the page; another language is loaded before the first page is drawn.
 */
import { en, type Words } from "./en/en";
import { type Language, preferredLanguage } from "./language";

/** Not for constants of a module: they are made before the language is known. */
export let words: Words = en;

const OTHERS: Readonly<Record<Exclude<Language, "en">, () => Promise<Words>>> = {
  zh: async () => (await import("./zh/zh")).zh,
};

/** Loads the texts of the reader's language and says in the document which one it is. */
export async function loadWords(): Promise<void> {
  const language = preferredLanguage();
  words = language === "en" ? en : await OTHERS[language]();
  document.documentElement.lang = words.tag;
}
