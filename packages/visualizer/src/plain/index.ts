/** The views as lines. Loads neither Ink nor React. */

export {
  complete,
  type Draft,
  EMPTY_DRAFT,
  edit,
  insert,
  recall,
  toDraft,
  wordBefore,
} from "../state/draft.js";
export type { Key } from "../state/key.js";
export {
  type ConversationTree,
  type LiveText,
  openTree,
  type TreeOptions,
} from "../tree/conversation-tree.js";
export { draftLines } from "../view/draft-lines.js";
export { type FollowOptions, followLines } from "./follow-lines.js";
export { type AgentFact, readTeamFacts } from "./team-facts.js";
