/** Shortens text by UTF-16 length without leaving half a surrogate pair at the end. */

/** @returns at most `maxChars` UTF-16 units from the start of `text` */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const last = text.charCodeAt(maxChars - 1);
  const splitsPair = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, splitsPair ? maxChars - 1 : maxChars);
}
