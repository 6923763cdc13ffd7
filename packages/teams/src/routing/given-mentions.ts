/**
 * Which tasks an agent only repeats: what follows the `@name` of a teammate in the text that the agent was given is
 * somebody else's words. Compared are words alone, so that marks, prefixes and line breaks make no difference. Takes
 * linear time in the number of given mentions, apart from sorting them.
 */

const NAME = /@([\p{L}\p{M}\p{N}_-]{1,64})/gu;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
/** Characters that are compared. More of them make no text more equal. */
const COMPARED_MAX = 200;
/** What follows a name is read up to here. Marks take room too. */
const READ_MAX = 600;
/** A shorter line, such as "ask @coder to fix it", says too little to make a longer task a repetition. */
const LINE_MIN = 8;

/** @returns whether a task, the text after the name in its line, repeats what was given */
export function matchMentions(
  text: string,
  names: Pick<ReadonlyMap<string, string>, "has">,
): (task: string) => boolean {
  const given = text.normalize("NFKC");
  const tails: string[] = [];
  const lines = new Set<string>();
  for (const { 0: mention, 1: name = "", index } of given.matchAll(NAME)) {
    if (!isName(name.toLowerCase(), names)) continue;
    const tail = given.slice(index + mention.length, index + mention.length + READ_MAX);
    tails.push(toWords(tail));
    const line = toWords(tail.split("\n", 1)[0] ?? "");
    if (line.length > LINE_MIN) lines.add(line);
  }
  tails.sort();
  return (task) => {
    const words = toWords(task.normalize("NFKC"));
    return words !== "" && (isStartOfOne(words, tails) || startsWithOne(words, lines));
  };
}

function isName(name: string, names: Pick<ReadonlyMap<string, string>, "has">): boolean {
  // The end of `_@name_` is emphasis, unless there is such a name.
  let end = name.length;
  while (end > 0 && "_-".includes(name.charAt(end - 1))) end -= 1;
  return names.has(name) || names.has(name.slice(0, end));
}

/** Each with a space after it, so that a word is never the start of a longer one. */
function toWords(text: string): string {
  const words = text.slice(0, READ_MAX).toLowerCase().match(WORDS) ?? [];
  return words
    .map((word) => `${word} `)
    .join("")
    .slice(0, COMPARED_MAX);
}

/** @param sorted in the order of their UTF-16 code units */
function isStartOfOne(words: string, sorted: readonly string[]): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < words) low = middle + 1;
    else high = middle;
  }
  return sorted[low]?.startsWith(words) === true;
}

function startsWithOne(words: string, lines: ReadonlySet<string>): boolean {
  for (let end = words.indexOf(" "); end >= 0; end = words.indexOf(" ", end + 1))
    if (lines.has(words.slice(0, end + 1))) return true;
  return false;
}
