/** Public surface of `@tinyagi/visualizer`. Importing it loads Ink; its parts `plain` and `text` do not. */
export { type VisualizeOptions, visualize } from "./app/visualize.js";
export type { TreePlace } from "./state/state.js";
