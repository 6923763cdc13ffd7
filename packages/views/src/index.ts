/** Public surface of `@tinyagi/views`: facts in, what a screen shows out. Pure, without Node built-ins. */
export { duration, span } from "./figures/duration.js";
export { type Cost, cents, money } from "./figures/money.js";
export type { DrawTime, ReasonWords } from "./reasons/words.js";
export { type TitledWork, workTitle } from "./titles/work-title.js";
export { adviceText, reasonText } from "./why/reason-text.js";
export { en } from "./words/en.js";
export type { ViewWords } from "./words/words.js";
export { zh } from "./words/zh.js";
