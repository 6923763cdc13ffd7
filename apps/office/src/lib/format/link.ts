/** Addresses in texts of agents and strangers. */
const SCHEMES: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"]);

/** The address if a click may go there: a complete web or mail address. Anything else, such as a script, is undefined. */
export function safeHref(address: string): string | undefined {
  try {
    const url = new URL(address);
    return SCHEMES.has(url.protocol) ? url.href : undefined;
  } catch {
    // Not a complete address: it would lead into the office itself.
    return undefined;
  }
}
