/** The end of an address that opens what needs the reader: `#needs`, or `#needs=KEY` for one card. Pure. */

const NAME = "#needs";

/** @returns the key of the card, empty for the first; undefined when the address opens nothing */
export function readNeedsHash(hash: string): string | undefined {
  const [name, key = ""] = hash.split("=");
  if (name !== NAME) return undefined;
  try {
    return decodeURIComponent(key);
  } catch {
    // Anybody can write a link.
    return "";
  }
}
