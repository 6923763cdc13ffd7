/** Which language the office speaks: the reader's choice, else the first one of the browser's that exists here. */
import { LANGUAGES, type Language } from "@tinyagi/contracts";

export { LANGUAGES, type Language };
/** Each in itself, so that its readers find it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", zh: "中文" };

const KEY = "tinyoffice.language";

export function preferredLanguage(): Language {
  return chosenLanguage() ?? languageFor(navigator.languages);
}

/** @param tags - what the reader prefers, best first: `zh-Hant-TW`, `en-GB` */
export function languageFor(tags: readonly string[]): Language {
  for (const tag of tags) {
    const language = LANGUAGES.find((known) => known === tag.toLowerCase().split("-")[0]);
    if (language !== undefined) return language;
  }
  return "en";
}

/** Undefined: the browser's. */
export function chosenLanguage(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEY);
    return LANGUAGES.find((known) => known === kept);
  } catch {
    // A browser that keeps nothing has no choice to remember.
    return undefined;
  }
}

/** Remembers the choice and draws the office again in that language; undefined is the browser's again. */
export function chooseLanguage(language: Language | undefined): void {
  try {
    if (language === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, language);
  } catch {
    // A browser that keeps nothing shows the language of the browser.
    return;
  }
  location.reload();
}

/** The region of the reader for dates, such as `en-GB` for `en`; the language alone when the browser names none. */
export function parseRegion(tag: string): string {
  const language = tag.split("-")[0];
  const tags: readonly string[] = globalThis.navigator?.languages ?? [];
  return tags.find((own) => own.split("-")[0] === language) ?? tag;
}
