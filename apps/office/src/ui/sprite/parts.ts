/** The parts of which every character of the office is made. A letter names a colour of its palette. */

/** How many pixels each row of a head is cut by, on both sides. */
export const HEADS: readonly (readonly number[])[] = [
  [2, 1, 0, 0, 0, 0, 0, 1, 2],
  [1, 0, 0, 0, 0, 0, 0, 0, 1],
  [3, 2, 1, 0, 0, 0, 0, 1, 2],
  [2, 0, 0, 0, 0, 0, 0, 0, 1],
];

/** The headphones reach down to the ears, so their lower rows are drawn at the sides. */
export const HEADPHONES = 8;

/** Hats, ears and hair, twelve wide. */
export const TOPS: readonly (readonly string[])[] = [
  ["....aa......", "....aa......", ".....k......", ".....k......"],
  [".b........b.", ".bb......bb.", "bbab....babb", "bbbb....bbbb"],
  ["..bb....bb..", "..ba....ab..", "..ba....ab..", "..ba....ab.."],
  ["............", ".bb......bb.", "bbab....babb", "bbbb....bbbb"],
  ["...a....aa..", "...aaa.aaa..", "....aaaaa...", "......a....."],
  ["............", "....aa.aa...", "...aaaaaaa..", "..aaaaaaaaa.", "aaaaaaaaaaaa", "aaa......aaa"],
  [".....ww.....", "...aaaaaa...", "..aaaaaaaa..", ".aaaaaaaaaa.", "wwwwwwwwwwww"],
  ["............", "...aaaaaa...", "..aaaaaaaa..", ".aaaaaaaaaa.", ".aaaaaaakkkkk"],
  [
    "............",
    "...kkkkkk...",
    "..k......k..",
    ".k........k.",
    "k..........k",
    "k..........k",
    "a..........a",
    "a..........a",
  ],
  ["w..........w", "ww........ww", ".ww......ww.", "..w......w.."],
  ["....aaaa....", "....aaaa....", "..aaaaaaaa..", ".aaaaaaaaaa.", "aaaaaaaaaaaa", "aa........aa"],
  ["..www.wwww..", ".wwwwwwwwww.", ".wwwwwwwwww.", "..wwwwwwww..", "..aaaaaaaa.."],
];
