/** JSON5 of foreign files. Pure. */
import json5 from "json5";

/** Undefined for what is not valid. */
export function parseJson5(text: string): unknown {
  try {
    return json5.parse(text);
  } catch {
    // The caller reports the file; the parser's message repeats parts of it.
    return undefined;
  }
}
