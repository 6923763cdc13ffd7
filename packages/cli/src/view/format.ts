/** Numbers as people read them; the terminal views show the same. */
export { duration, minute, money, spend, tokens, usageWords, when } from "@tinyagi/visualizer/text";
