/** Public surface of `@tinyagi/views`: facts in, what a screen shows out. Pure, without Node built-ins. */

export { type AgentFacts, type AgentLists, agentFacts, agentState } from "./agents/agent-state.js";
export { closedProgramsText, nextSessionText, openProgramsText } from "./agents/open-programs.js";
export { programStart } from "./agents/program-start.js";
export { containmentText, sayContainment } from "./causes/containment-text.js";
export { pluginStep, sayPluginStep, sayWhy, whyPhrase } from "./causes/why-text.js";
export { channelState } from "./channels/channel-state.js";
export { embeddingText } from "./company/embedding-text.js";
export { eventSentence, type SaidEvent } from "./events/event-sentence.js";
export { proposalTitle } from "./events/proposal-title.js";
export { exposeProblemText, exposureText } from "./expose/expose-text.js";
export {
  askText,
  budgetText,
  continuesText,
  exceededText,
  partlyUsedText,
  shortfallText,
  stopText,
} from "./figures/budget-text.js";
export { contextText, currentContext } from "./figures/context.js";
export { share, size, tokenCount, tokens } from "./figures/count.js";
export { age, ago, duration, span } from "./figures/duration.js";
export { addCosts, type Cost, cents, money } from "./figures/money.js";
export { clock, clockExact, clockSeconds, day, minute, moment, type Place, stamp } from "./figures/time.js";
export { amount, amounts, formatUsed, spend, usageWords } from "./figures/usage.js";
export { heldDecisions, heldText } from "./needs/held-decision.js";
export { type NeedCounts, needCount, needKinds, needSentence } from "./needs/need-count.js";
export {
  approvalCommand,
  type NeedNames,
  retryCommand,
  waitCommands,
  waitTitle,
} from "./needs/need-text.js";
export {
  type CanWait,
  canWait,
  heldProviders,
  type Need,
  needsOf,
  type ProviderWait,
  type WaitingFacts,
} from "./needs/needs.js";
export { type PermissionBlock, permissionBlocks } from "./needs/permission-blocks.js";
export { askTitle, permissionBrief } from "./needs/permission-title.js";
export { cancelText, endsEn } from "./reasons/end-words.js";
export { asSentence, withoutStop } from "./reasons/sentence.js";
export type { DrawTime, ReasonWords } from "./reasons/words.js";
export { noticeParts } from "./reports/approval-notice.js";
export { type AskReading, askLines, proposalLine } from "./reports/ask-text.js";
export { digestText, isQuietDay } from "./reports/digest.js";
export { type EstimateText, estimateLines, estimateText } from "./reports/estimate.js";
export { operatorNotice } from "./reports/operator-notice.js";
export { ownWords } from "./runs/own-words.js";
export {
  runTree,
  type TreeFacts,
  type TreeMessage,
  type TreeRun,
  type WorkNode,
  type WorkTime,
} from "./runs/run-tree.js";
export { type RunPosition, runsAbove } from "./runs/runs-above.js";
export { isPlanBlock, type ShownPlan, shownPlan } from "./runs/shown-plan.js";
export { type WaitFacts, waitWords } from "./runs/wait.js";
export { isLiveRun, isOpenWork, type WorkFacts, workState } from "./runs/work-state.js";
export { createWrittenBlock, type NewWords, type WrittenBlock } from "./runs/written-block.js";
export { type DueState, dueState, inOrder, TASK_ORDERS, type TaskOrder } from "./tasks/task-order.js";
export { type TitledWork, workTitle } from "./titles/work-title.js";
export { toolLine } from "./tools/tool-line.js";
export { toolAct } from "./tools/tool-table.js";
export { adviceText, reasonText, stepText, storyStepText, whyText } from "./why/reason-text.js";
export { partText, replyNotes } from "./why/reply-notes.js";
export { failureText, noteText, type Unanswered, waitingText } from "./why/reply-text.js";
export { counted, grouped } from "./words/counted.js";
export { en } from "./words/en.js";
export type { DownState } from "./words/need-words.js";
export { pullEn } from "./words/pull-en.js";
export { pullZh } from "./words/pull-zh.js";
export type { ToolAct } from "./words/tool-words.js";
export type { ViewWords } from "./words/words.js";
export { wordsIn } from "./words/words-in.js";
export { zh } from "./words/zh.js";
export { lackCommand, type MachineLack, machineLacks, programName } from "./workers/machine-lacks.js";
export { machineName, moveText } from "./workers/move-text.js";
export { UPDATE_WORKER, type WorkerState, workerState, workerStateText } from "./workers/worker-state.js";
