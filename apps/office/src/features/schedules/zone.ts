/** Time zones: that of the reader, and whether another one is the same. Pure. */

/** The reader's time zone. */
export function ownZone(): string {
  return nameOf(undefined);
}

/** Whether a clock of that zone is the reader's own, whatever name the zone goes by. */
export function isOwnZone(zone: string, own = ownZone()): boolean {
  try {
    return nameOf(zone) === nameOf(own);
  } catch {
    // A zone that this browser does not know is not the reader's.
    return false;
  }
}

function nameOf(timeZone: string | undefined): string {
  return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
}
