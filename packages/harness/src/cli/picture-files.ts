/** The pictures that an agent CLI gets as files. Pure. */
import type { HarnessRequest } from "@tinyagi/contracts";

/** What every provider takes; of a larger one the agent has the path. */
const BYTES_MAX = 3_932_160;

/** codex splits the list at commas. */
export function pictureFiles({ pictures = [], vision }: HarnessRequest): string[] {
  if (vision === false) return [];
  return pictures
    .filter(({ path, bytes }) => bytes <= BYTES_MAX && !path.includes(","))
    .map(({ path }) => path);
}
