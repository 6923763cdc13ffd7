/** The live log, and who changed what. */
import { count } from "../../lib/format/text";

export const logs = {
  title: "Logs",
  log: "Log",
  theLog: "The log",
  views: {
    live: "Live",
    audit: "Audit",
  },
  export: "Export",
  exportHint: "Save what is shown: one JSON object a line",
  sentence: {
    quiet: "No error or warning in the last hour.",
    trouble: (errors: number, warnings: number) =>
      `${count(errors, "error")} and ${count(warnings, "warning")} in the last hour.`,
    changes: "Who changed what, newest first.",
  },
  which: "Which entries",
  search: "Text, agent, part or run",
  level: "Level",
  atLeast: {
    error: "Errors",
    warn: "Warnings",
    info: "Info",
    debug: "Everything",
  },
  levels: {
    error: "Error",
    warn: "Warning",
    info: "Info",
    debug: "Detail",
  },
  part: "Part",
  anyPart: "Any part",
  agent: "Agent",
  anyAgent: "Any agent",
  goOn: "Resume",
  pause: "Pause",
  time: "Time",
  entry: "Entry",
  noMatch: "No entry matches",
  noneSays: (text: string) => `No entry says “${text}”`,
  searchedNewest: "Only the newest entries were searched so far.",
  searchedAll: "The whole log was searched.",
  searchBack: "Search further back",
  showAll: "Show everything",
  openConversation: "Open conversation",
  onlyAgent: "Only this agent",
  copy: "Copy",
  audit: {
    changes: "Changes",
    change: "Change",
    emptyTitle: "Nothing was changed yet",
    emptyText:
      "Changed settings, decisions, raised budgets and approved senders are listed here with who made them.",
    when: "When",
    who: "Who",
    what: "What",
    revision: "Revision",
    revisionNo: (id: number) => `Revision ${id}`,
  },
};
