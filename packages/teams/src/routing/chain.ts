/**
 * Parses an explicit chain in a person's words: `@coder: draft the fix. When done, @reviewer: review it`. A step
 * begins at `@id:`, and every step but the first must follow a connective. Any other text is not a chain.
 */

import type { Span } from "./cut.js";
import type { Address, Lookup } from "./directory.js";
import { type Markup, PLAIN } from "./markup.js";

export interface ChainDraft {
  steps: { agentId: string; teamId: string | null; instruction: string }[];
  /** The text before the first step; may be empty. */
  preamble: string;
}

export interface ChainSource {
  text: string;
  lookup: Lookup;
  markup: Markup;
  /** Spans of tags, sorted: an `@id:` inside a tag belongs to the tag. */
  tags: readonly Span[];
}

interface Marker {
  address: Address;
  /** Where the text before it ends: the start of its connective, if any. */
  textEnd: number;
  bodyStart: number;
  connected: boolean;
}

const CONNECTIVE =
  /(?:^|[\s,.;:!?)\]])((?:and\s{1,4})?(?:when\s{1,4}done|after\s{1,4}that|then)\s{0,4},?)\s{0,8}$/i;
/** Longer than the longest connective including its white space. */
const CONNECTIVE_WINDOW_CHARS = 48;

/** The steps of the chain, or null when the text is not a chain. A text with an empty step is not a chain. */
export function parseChain(source: ChainSource): ChainDraft | null {
  const markers = findMarkers(source);
  const first = markers.findIndex((marker) => !marker.connected);
  if (first < 0) return null;
  const [head, ...rest] = markers.slice(first);
  const steps = [head, ...rest.filter((marker) => marker.connected)].filter((marker) => marker !== undefined);
  if (head === undefined || steps.length < 2) return null;
  const drafts = steps.map((marker, index) => {
    const end = steps[index + 1]?.textEnd ?? source.text.length;
    const instruction = source.text.slice(marker.bodyStart, end).trim().replace(/[,;]$/, "").trimEnd();
    return { ...marker.address, instruction };
  });
  if (drafts.some((draft) => draft.instruction === "")) return null;
  return { steps: drafts, preamble: source.text.slice(0, head.textEnd).trim() };
}

function findMarkers({ text, lookup, markup, tags }: ChainSource): Marker[] {
  const markers: Marker[] = [];
  const contentStart = text.length - text.trimStart().length;
  let tag = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    while ((tags[tag]?.end ?? Number.POSITIVE_INFINITY) <= at) tag += 1;
    const inTag = (tags[tag]?.start ?? Number.POSITIVE_INFINITY) < at;
    if (inTag || markup.marks[at] !== PLAIN || !startsWord(text, at)) continue;
    const found = lookup.match(text, at + 1);
    if (found === null) continue;
    const colon = text.charAt(found.end) === ":";
    // At the very start, an `@id` without a colon opens a step, because it also addresses a message.
    if (!colon && at !== contentStart) continue;
    const connective = at === contentStart ? null : connectiveBefore(text, at);
    markers.push({
      address: found.address,
      textEnd: connective ?? at,
      bodyStart: found.end + (colon ? 1 : 0),
      connected: connective !== null,
    });
  }
  return markers;
}

function connectiveBefore(text: string, at: number): number | null {
  const from = Math.max(0, at - CONNECTIVE_WINDOW_CHARS);
  const found = CONNECTIVE.exec(text.slice(from, at));
  const words = found?.[1];
  return found === null || words === undefined ? null : from + found.index + found[0].indexOf(words);
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || text.charAt(at - 1).trim() === "";
}
