/** Reads the pages of the guide from this installation, once, when the first question is asked. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createGuideIndex, type GuideIndex } from "./guide-index.js";
import { type GuideSection, toSections } from "./guide-sections.js";

/** Below the bundle, and in the sources. */
const FOLDERS = ["../../guide-pages/", "../../../../docs/"].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
/** Of the references, those that say what a person asks. */
const REFERENCES = ["cli", "errors", "glossary", "settings"].map((name) => `reference/${name}.md`);
const GUIDE = "guide";

let reading: Promise<GuideIndex> | undefined;

/** The index of the installed guide. An installation without one answers nothing from it. */
export function readGuide(): Promise<GuideIndex> {
  reading ??= readSections().then(createGuideIndex);
  return reading;
}

/** Every section of the pages that answers come from. */
export async function readSections(): Promise<GuideSection[]> {
  for (const folder of FOLDERS) {
    const pages = await listPages(folder);
    if (pages.length === 0) continue;
    const texts = await Promise.all(
      [...pages, ...REFERENCES].map(async (page) => [page, await textOf(join(folder, page))] as const),
    );
    return texts.flatMap(([page, text]) => toSections(page.slice(0, -".md".length), text));
  }
  return [];
}

async function listPages(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, GUIDE), { recursive: true }).catch(nothingThere);
  return names
    .filter((name) => name.endsWith(".md"))
    .map((name) => `${GUIDE}/${name.replaceAll("\\", "/")}`)
    .sort();
}

async function textOf(path: string): Promise<string> {
  return readFile(path, "utf8").catch(() => "");
}

function nothingThere(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
  throw error;
}
