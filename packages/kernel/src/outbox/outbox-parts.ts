/** What the files of the outbox share. */
import type { Clock, Failpoints, NewId } from "@tinyagi/base";
import type { Journal } from "../journal/journal.js";
import type { Store } from "../store/store.js";

export interface OutboxParts {
  store: Store;
  journal: Journal;
  clock: Clock;
  newId: NewId;
  /** Folder of the files that are attached. */
  filesOut: string;
  failpoints: Failpoints;
}
