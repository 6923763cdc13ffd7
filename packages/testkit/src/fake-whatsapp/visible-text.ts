/** The marks of WhatsApp as its apps read them: fixed width first, in which nothing else counts; then the rest, line by line. */

const FIXED = /```([\s\S]+?)```/g;
const INLINE = /`([^`\n]+)`/g;
/** A mark stands beside no letter on its outer side, and beside no space on its inner side. */
const MARK = /(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\1(?![\p{L}\p{N}])/gu;
const LINE_START = /^(?:> |[*-] (?=\S))/gm;

export function visibleWhatsApp(text: string): string {
  let shown = "";
  let at = 0;
  for (const match of text.matchAll(FIXED)) {
    shown += prose(text.slice(at, match.index)) + (match[1] ?? "");
    at = match.index + match[0].length;
  }
  return shown + prose(text.slice(at));
}

function prose(text: string): string {
  return text.replace(INLINE, "$1").replace(MARK, "$2").replace(LINE_START, "");
}
