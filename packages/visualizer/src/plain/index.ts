/** The views as lines. Loads neither Ink nor React. */
export { type FollowOptions, followLines } from "./follow-lines.js";
