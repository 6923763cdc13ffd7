/** Answers of agents as a terminal draws them. Apart from the rest: only what shows answers loads the parser. */

export { type MarkdownDrawing, markdownLines } from "./markdown-lines.js";
