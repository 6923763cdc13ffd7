/** Public surface of `@tinyagi/views`: facts in, what a screen shows out. Pure, without Node built-ins. */
export { duration, span } from "./figures/duration.js";
export { type Cost, cents, money } from "./figures/money.js";
export {
  runTree,
  type TreeFacts,
  type TreeMessage,
  type TreeRun,
  type WorkNode,
  type WorkTime,
} from "./runs/run-tree.js";
export { type WaitFacts, waitWords } from "./runs/wait.js";
export { isLiveRun, isOpenWork, type WorkFacts, workState } from "./runs/work-state.js";
export { en } from "./words/en.js";
export type { ViewWords } from "./words/words.js";
export { zh } from "./words/zh.js";
