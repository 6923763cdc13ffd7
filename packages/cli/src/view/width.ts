/** Columns of text in a terminal; the terminal views count in the same way. */
export { cut, pad, widthOf, wrap } from "@tinyagi/visualizer/text";
