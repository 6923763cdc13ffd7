/** Unsent texts, kept in this browser until they are sent. */
const PREFIX = "tinyoffice.draft.";

export function readDraft(key: string): string {
  try {
    return localStorage.getItem(PREFIX + key) ?? "";
  } catch {
    // A browser that keeps nothing.
    return "";
  }
}

export function writeDraft(key: string, text: string): void {
  try {
    if (text === "") localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, text);
  } catch {
    // The text is still in the field.
  }
}
