/**
 * The zone of the machine, also after it was changed while the daemon runs: Node reads it once. Whoever sets `TZ` keeps that
 * zone.
 */
import { readlinkSync } from "node:fs";

const ZONE_FILE = "/etc/localtime";

/** @param file the machine's link to its zone; tests pass one of their own */
export function currentZone(file: string = ZONE_FILE): () => string {
  let known = targetOf(file);
  return () => {
    const target = targetOf(file);
    if (target !== known) readAgain();
    known = target;
    return Intl.DateTimeFormat().resolvedOptions().timeZone;
  };
}

/** Node looks for the zone again when `TZ` is written, also when it is removed. */
function readAgain(): void {
  const { TZ } = process.env;
  if (TZ === undefined) delete process.env.TZ;
}

function targetOf(file: string): string | undefined {
  try {
    return readlinkSync(file);
  } catch {
    // A machine without that link, such as one of another system.
    return undefined;
  }
}
