/** One line per thing that happens, for pipes, logs and screen readers. */
export { lineOf } from "@tinyagi/visualizer/text";
