/**
 * The knowledge that a company shares: notes, documents, proposals and recall. Guarantees: costs one look at the disk while
 * there is none; a note gives no right, whatever it says.
 */
import type { Clock, Log, NewId } from "@tinyagi/base";
import type { EmbeddingState, RecallHit, Settings } from "@tinyagi/contracts";
import type { Journal, Store } from "@tinyagi/kernel";
import { type CompanyFile, createCompanyFolder } from "./company-folder.js";
import { type CompanyNotes, createCompanyNotes } from "./company-notes.js";
import { companyIndex, type GivenNotes, type IndexedNote, notesBefore } from "./company-prompt.js";
import { createEmbedder } from "./embedder.js";
import { createProposals, type Proposals } from "./proposals.js";
import { createRecall, type RecallQuestion } from "./recall.js";
import { createRecallIndex } from "./recall-index.js";

/** Hits among which those for a run are chosen. */
const BEFORE_RUN_HITS = 8;
/** Of a message that is looked up. */
const QUESTION_MAX_CHARS = 2_000;

export interface Company extends AsyncDisposable {
  readonly folder: string;
  readonly notes: CompanyNotes;
  readonly proposals: Proposals;
  list(): Promise<{ notes: IndexedNote[]; documents: CompanyFile[]; cut: boolean }>;
  /** The part of every agent's prompt; empty without notes. Never rejects. */
  index(): Promise<string>;
  recall(question: RecallQuestion): Promise<RecallHit[]>;
  /** How far notes have vectors; null when no endpoint for embeddings is set. */
  embedding(): EmbeddingState | null;
  /** Resolves when nothing is embedded in the background. */
  embedded(): Promise<void>;
  /** What a run is given before its message. Never rejects: a message is worth more than a hint. */
  beforeRun(text: string): Promise<GivenNotes>;
}

export interface CompanyOptions {
  home: string;
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  log: Log;
  settings: () => Settings;
  resolveSecret: (value: string) => Promise<string>;
}

const NOTHING: GivenNotes = { text: "", given: [], tokens: 0 };

export function createCompany(options: CompanyOptions): Company {
  const { home, store, log, settings } = options;
  const folder = createCompanyFolder(home);
  const notes = createCompanyNotes({ ...options, folder });
  const index = createRecallIndex({ store, folder });
  const embedder = createEmbedder({ ...options, endpoint: () => settings().recall.embedding });
  const recall = createRecall({ store, index, embedder });

  async function indexed(): Promise<IndexedNote[]> {
    if (!(await folder.exists()) && store.company.documents().length === 0) return [];
    const rows = (await index.sync()).filter(({ source }) => source === "note");
    embedder.look();
    return rows
      .map(({ path, title, summary }) => ({ path, name: title, summary }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  return {
    folder: folder.path,
    notes,
    proposals: createProposals({ ...options, notes }),
    async list() {
      const { documents, cut } = await folder.files();
      return { notes: await indexed(), documents, cut };
    },
    async index() {
      try {
        return companyIndex(await indexed());
      } catch (error) {
        log.error(
          { err: error },
          "the notes of the company could not be listed; agents run without the list",
        );
        return "";
      }
    },
    recall,
    embedding: embedder.state,
    embedded: embedder.idle,
    [Symbol.asyncDispose]: () => embedder[Symbol.asyncDispose](),
    async beforeRun(text) {
      const { budgetTokens } = settings().recall;
      if (budgetTokens === 0 || !(await folder.exists())) return NOTHING;
      try {
        const question = text.slice(0, QUESTION_MAX_CHARS);
        return notesBefore(await recall({ question, limit: BEFORE_RUN_HITS, answers: false }), budgetTokens);
      } catch (error) {
        log.error(
          { err: error },
          "the notes of the company could not be searched; a run begins without them",
        );
        return NOTHING;
      }
    },
  };
}
