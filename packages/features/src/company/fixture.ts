/** The company's knowledge over a store in memory and a home of its own. For tests only. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createIds, createVirtualClock, SILENT_LOG } from "@tinyagi/base";
import { type Settings, settingsSchema } from "@tinyagi/contracts";
import { createJournal, openStore } from "@tinyagi/kernel";
import { createCompany } from "./company.js";

/** A whole note. */
export function companyNote(name: string, summary: string, text: string): string {
  return `---\nname: ${JSON.stringify(name)}\nsummary: ${JSON.stringify(summary)}\n---\n\n${text}\n`;
}

export async function createCompanyFixture(changes: { recall?: Partial<Settings["recall"]> } = {}) {
  const home = await mkdtemp(join(tmpdir(), "tinyagi-company-"));
  const clock = createVirtualClock();
  const store = openStore({ path: ":memory:", clock });
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  let settings = settingsSchema.parse({ recall: changes.recall ?? {} });
  const newId = createIds(() => clock.now());
  const company = createCompany({
    home,
    store,
    journal,
    clock,
    newId,
    log: SILENT_LOG,
    settings: () => settings,
    async resolveSecret(value) {
      if (value.startsWith("file:")) throw new Error("there is no such file");
      return value;
    },
  });
  return {
    home,
    store,
    clock,
    journal,
    company,
    /** As a person does who changes the endpoint in the settings. */
    change(embedding: Settings["recall"]["embedding"]): void {
      settings = { ...settings, recall: { ...settings.recall, embedding } };
    },
    add: (path: string, [name, summary, text]: readonly [string, string, string]) =>
      company.notes.write(path, companyNote(name, summary, text), "operator"),
    /** As a person does who copies a file there. */
    async copy(path: string, bytes: string | Buffer): Promise<void> {
      const place = join(home, "company", path);
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, bytes);
    },
    find: async (question: string, more: { limit?: number; answers?: boolean } = {}) =>
      company.recall({ question, limit: 5, answers: false, ...more }),
    async [Symbol.asyncDispose]() {
      await company[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
    },
  };
}
