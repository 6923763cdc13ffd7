// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are the sources of expressions
/**
 * Regular expressions that are not linear by themselves, or that are built from parts, and why they take no long time all
 * the same. An expression that reads text from outside belongs here only if the text is cut before.
 */

/** As it is written in the source, and the reason. */
export const BOUNDED: ReadonlyMap<string, string> = new Map([
  // Forms of credentials: each start costs a fixed number of steps, or one pass.
  [
    String.raw`/\bBasic[ \t]{1,4}(?<secret>[A-Za-z0-9+/]{8,}={0,2})/dg`,
    "one repetition without an end, after the word Basic: the checker does not know the flag `d`",
  ],
  [String.raw`/[0-9]{5,16}:A[\w-]{34}/`, "16 digits from each start"],
  [String.raw`/[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}/`, "27 and 40 characters from each start"],
  [
    'new RegExp(`(?<![A-Za-z0-9])${pattern.source}`, "dg")',
    "one character before a form of `SECRET_RULES`, which are checked themselves",
  ],
  [
    'new RegExp(\n  Object.values<SecretRule>(SECRET_RULES)\n    .map(({ hint }) => hint)\n    .join("|"),\n)',
    "a choice of the short marks of `SECRET_RULES`",
  ],
  // The text is cut before.
  ["/-+$/", "of at most 400 characters (`LOOKED_AT`), and of 28 in TinyOffice"],
  ["/[ -]+$/", "of at most 400 characters (`LOOKED_AT`)"],
  [String.raw`/\s*[^\p{L}\p{N} _.:@#+'’-]+\s*/gu`, "of at most 400 characters (`LOOKED_AT`)"],
  ["/[-_]+$/", "of at most 32 characters (`ID_MAX`)"],
  [String.raw`/^["'${"`"}*_([\s]+|["'${"`"}*_)\].!\s]+$/g`, "of at most 80 characters (`QUIET_MAX_CHARS`)"],
  [
    String.raw`/"((?:[^"\\]|\\.)*)"/g`,
    "of a line of a unit file with at most 8,192 characters, which this program wrote",
  ],
  [String.raw`/\B(?=(\d{3})+$)/g`, "of the digits of a number"],
  // Each start costs a fixed number of steps.
  [
    String.raw`/[0-9]{1,9}\.[0-9]{1,9}\.[0-9]{1,9}(?:[-+][0-9A-Za-z.+-]{1,40})?/`,
    "each repetition ends after 9 or 40 characters, and the text has at most 64 KB",
  ],
  ["/[a-f0-9]{32}-us[0-9]{1,2}/", "32 characters from each start"],
  [
    "/model.{0,80}(not found|not exist|not supported|no access)|issue with the selected model|unknown model/i",
    "80 characters from each start, of at most 4,000 characters (`READ_MAX_CHARS`)",
  ],
  [String.raw`/\bfor (?:an?|the|our|my) ([^,;]{1,80})$/i`, "80 characters from each start"],
  [
    String.raw`/${"`"}@([a-z][a-z0-9_-]*)${"`"}\s+—\s+\*\*([^*\n]{1,200})\*\*/`,
    "a name ends at its backtick, so no start reads what another one read; 200 characters after it",
  ],
  [
    String.raw`/\{\{\s*([A-Za-z0-9_$-]+(?:\.[A-Za-z0-9_$-]+){0,15})\s*\}\}/g`,
    "braces are in no repetition, so no start reads what another one read",
  ],
  [
    String.raw`/(^|[\n\r\v\f\u0085\u2028\u2029])(?=(?:[ \t\u00a0\u200b-\u200f\u2060\ufeff*_#]*)[[\uff3b\u3010]\s{0,8}(?:message\s{1,8}from\s{1,8}teammate\b|chat\s{1,8}room\s{1,8}#|chain\s{1,8}step\s{1,8}\d|(?:note\s{1,8}from\s{1,8})?tinyagi\s{0,8}[:\uff1a]))/gi`,
    "line breaks are not in the only free repetition, so each line is read once",
  ],
  [
    String.raw`/\beyJ[\w-]{8,}$/`,
    "of a part of a token, all of whose characters are in the repetition: the first start reaches the end",
  ],
  // Built from parts that are ours.
  [
    'new RegExp(entryPattern, "u")',
    "a pattern of the settings' schema, whose literals are checked themselves, over what a person types into a field",
  ],
  ['new RegExp(`^(${[...ids, CUSTOM_PATTERN].join("|")})$`)', "of names of providers that are a table"],
  ["new RegExp(`^[${ALPHABET}]{${LENGTH}}$`)", "of a fixed length"],
  ["new RegExp(`^on ((?:${DAY}s|weekdays|weekends)\\\\b)`)", "without a repetition"],
  ["new RegExp(`^(?:on )?(?:next|this) (${DAY}) at `)", "without a repetition"],
  ["new RegExp(`([${MARK_START}${MARK_END}])`)", "of one character"],
  ['new RegExp(longestFirst.map(escaped).join("|"), "g")', "of words as they are, without a repetition"],
  ['new RegExp(`^[ \\\\t]*${name} = (.*)$`, "m")', "of two fixed names"],
  ['new RegExp(`@${user}(?!\\\\d)\\\\s?`, "g")', "of the digits of our own number, without a repetition"],
  [
    'new RegExp(`tinyagi ${[...parents, name].join(" ")}(\\\\s|$)`)',
    "of names of our commands, without a repetition",
  ],
  [
    [
      "new RegExp(",
      '      `^${route.path.replace(/[.*+?^${}()|[\\]\\\\]/g, "\\\\$&").replace(/:[A-Za-z]+/g, "[^/]+")}$`,',
      "    )",
    ].join("\n"),
    "of paths of our routes: a part ends at its slash",
  ],
]);
