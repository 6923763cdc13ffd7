/** Other ways to say when, turned into the few that `words.ts` reads. Pure. The order matters: later rules see earlier results. */

const DAY = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?";

const RULES: readonly (readonly [RegExp, string])[] = [
  [/ o'?clock\b/g, ""],
  [/^hourly$/, "every hour"],
  [/^(?:every|each) half(?: an)? hour$|^half-hourly$/, "every 30 minutes"],
  [/^(?:every|each) quarter(?: of an)? hour$/, "every 15 minutes"],
  [/^in half an hour$/, "in 30 minutes"],
  [/^in a quarter of an hour$/, "in 15 minutes"],
  // "at 9 every day", "9:30 on mondays": the day comes first.
  [
    /^(?:at )?(\d[\d:]*(?: ?[ap]m)?|noon|midnight) ((?:every|each|on) .+|daily|weekdays|weekends|tomorrow|today)$/,
    "$2 at $1",
  ],
  [/^tonight at (\d{1,2}(?::\d\d)?)$/, "today at $1 in the evening"],
  [/^(today|tomorrow|this|every|each) (morning|afternoon|evening) at (.+)$/, "$1 at $3 in the $2"],
  [/^this at /, "today at "],
  [/^(every|each) at /, "$1 day at "],
  [/ (\d{1,2}(?::\d\d)?) in the morning$/, " $1 am"],
  [/ (\d{1,2}(?::\d\d)?) in the (?:afternoon|evening)$/, " $1 pm"],
  [/^(?:weekly|(?:every|each) week) on /, "every "],
  [/^(?:from )?(?:mon|monday|mondays) ?(?:to|through|till|until|-|–) ?(?:fri|friday|fridays)\b/, "weekdays"],
  [/^(?:every|each) (?:business|working|work) ?days?\b|^(?:business|working|work) ?days\b/, "weekdays"],
  [/^(?:on )?the (\S+) (?:day )?of (?:every|each|the) month\b/, "monthly on the $1"],
  [/^monthly on the first\b/, "monthly on the 1st"],
  [/^monthly on the last at/, "monthly on the last day at"],
  [new RegExp(`^on ((?:${DAY}s|weekdays|weekends)\\b)`), "$1"],
  [new RegExp(`^(?:on )?(?:next|this) (${DAY}) at `), "$1 at "],
];

/** @param words lower case, with single spaces */
export function toPlain(words: string): string {
  return RULES.reduce((text, [pattern, plain]) => text.replace(pattern, plain), words);
}
