import { counted } from "@tinyagi/views";

/** What all agents know together: notes, documents, proposals. */
export const company = {
  title: "Knowledge",
  sentence: (notes: number, documents: number, proposals: number) =>
    `${counted(notes, "note")} and ${counted(documents, "document")} that all agents can find${
      proposals === 0 ? "" : `; ${counted(proposals, "proposal")} of agents to review`
    }`,
  tabs: {
    notes: (_open: number) => "Notes",
    proposals: (open: number) => (open === 0 ? "Proposals" : `Proposals (${open})`),
  },
  notes: "Notes",
  documents: "Documents",
  document: (bytes: number, isReadable: boolean) =>
    `${counted(bytes, "byte")}${isReadable ? "" : "; listed only, because it is not a text file of at most 256 KB"}`,
  theNote: "The note",
  theProposals: "Proposals",
  emptyTitle: "No notes yet",
  emptyText:
    "Write down what every agent should know: goals, decisions, facts, people, style. Copy documents to the folder files inside this folder:",
  cut: "There are more files than this list shows.",
  add: "Add a note",
  fields: { path: "Path", name: "Name", summary: "Summary: what it contains, in one line", text: "Text" },
  missing: "Fill in this field.",
  editHelp: "Keep the name and the summary at the start: agents choose a note by them.",
  meanwhile: "The note changed after you began. This is how it is now; saving replaces it.",
  saved: (path: string) => `${path} is saved`,
  remove: "Delete…",
  removeTitle: (name: string) => `Delete ${name}?`,
  removeText: "Agents no longer find this note. It cannot be restored, except from a backup.",
  search: "Search",
  searchLabel: "Ask as an agent would",
  results: "What agents would find",
  nothing: "Nothing fits. Try other words, or add them to the summary of a note.",
  sources: { note: "note", document: "document", answer: "earlier answer" },
  noProposals: "No proposals",
  proposalsText: "Agents propose changes of notes. Nothing changes until you accept.",
  stale: "The note changed since the agent proposed this. Compare before you accept.",
  accept: "Accept",
  decline: "Decline",
  accepted: (path: string) => `${path} is changed as proposed`,
  declined: (path: string) => `${path} stays as it is`,
};
