/** The views as lines. Loads neither Ink nor React. */
export {
  type ConversationTree,
  type LiveText,
  openTree,
  type TreeOptions,
} from "../tree/conversation-tree.js";
export { type FollowOptions, followLines } from "./follow-lines.js";
