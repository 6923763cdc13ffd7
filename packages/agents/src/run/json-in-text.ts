/** Finds the JSON value in a model's answer: alone, in a code fence, or with words before and after it. Linear time. */

const FENCE = /```(?:json)?[ \t]*\n([\s\S]*?)\n?```/;

/** @returns the value, in an object because `null` is a value, too; `undefined` when there is none */
export function jsonInText(text: string): { value: unknown } | undefined {
  const fenced = FENCE.exec(text)?.[1];
  return parsed(text) ?? (fenced === undefined ? undefined : parsed(fenced)) ?? parsed(between(text));
}

/** From the first bracket to the last one. */
function between(text: string): string {
  const starts = ["{", "["].map((bracket) => text.indexOf(bracket)).filter((at) => at >= 0);
  const end = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
  return starts.length === 0 ? "" : text.slice(Math.min(...starts), end + 1);
}

function parsed(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
