/**
 * Takes out credentials whose form their issuer publishes, passwords in URLs, and Basic credentials. Linear: each
 * expression is linear, and what looks ahead by hand looks at a bounded part.
 */
import { MAYBE_KNOWN_SECRET, SECRET_RULES, type SecretRule } from "./secret-rules.js";

const REPLACEMENT = "[redacted]";
const RULES: readonly SecretRule[] = Object.values(SECRET_RULES);
/** A user and a password in a URL are shorter. */
const USERINFO_MAX_CHARS = 1_024;
const BASIC = /\bBasic[ \t]{1,4}(?<secret>[A-Za-z0-9+/]{8,}={0,2})/dg;
const SCHEME_END = "://";

/** The text without them. */
export function withoutKnownSecrets(text: string): string {
  let rest = text;
  if (MAYBE_KNOWN_SECRET.test(rest)) for (const { pattern } of RULES) rest = replaceAll(rest, pattern);
  if (rest.includes("Basic")) rest = replaceAll(rest, BASIC, isBasic);
  return rest.includes(SCHEME_END) && rest.includes("@") ? withoutUrlPasswords(rest) : rest;
}

function replaceAll(text: string, pattern: RegExp, accept: (secret: string) => boolean = () => true): string {
  let result = "";
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    const [start, end] = match.indices?.groups?.secret ?? [match.index, match.index + match[0].length];
    if (!accept(text.slice(start, end))) continue;
    result += text.slice(from, start) + REPLACEMENT;
    from = end;
  }
  return from === 0 ? text : result + text.slice(from);
}

/** `name:password` in base64. Words such as "Basic understanding" are none. */
function isBasic(text: string): boolean {
  try {
    const plain = atob(text);
    return plain.includes(":") && /^[\x20-\x7e]*$/.test(plain);
  } catch {
    // The length of this text is that of no base64.
    return false;
  }
}

/** `https://name:password@host`: the password goes, the name stays. */
function withoutUrlPasswords(text: string): string {
  let result = "";
  let from = 0;
  for (let at = text.indexOf(SCHEME_END); at >= 0; at = text.indexOf(SCHEME_END, at + 1)) {
    const start = at + SCHEME_END.length;
    const userinfo = userinfoAt(text, start);
    const colon = userinfo.indexOf(":");
    if (colon < 0 || colon === userinfo.length - 1) continue;
    result += `${text.slice(from, start + colon + 1)}${REPLACEMENT}`;
    from = start + userinfo.length;
  }
  return from === 0 ? text : result + text.slice(from);
}

/** What stands before the last `@` of the host's part of a URL; empty without one. */
function userinfoAt(text: string, start: number): string {
  let end = start;
  let at = -1;
  while (end < text.length && end - start < USERINFO_MAX_CHARS && !endsHost(text.charCodeAt(end))) {
    if (text.charAt(end) === "@") at = end;
    end += 1;
  }
  return at < 0 ? "" : text.slice(start, at);
}

/** White space, control characters, and what ends the host of a URL or the URL itself. */
function endsHost(code: number): boolean {
  return code <= 0x20 || END_CODES.has(code);
}

const END_CODES: ReadonlySet<number> = new Set([..."/?#\"'<>`\\"].map((char) => char.charCodeAt(0)));
