/** Text with styles of our own; the terminal views use the same. */
export { join, paint, type Style, styled, type Text } from "@tinyagi/visualizer/text";
