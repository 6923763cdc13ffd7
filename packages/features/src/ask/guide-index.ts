/**
 * Finds the sections of the guide that answer a question: BM25 (Robertson and Zaragoza, 2009) over words with the same stem,
 * in memory. No database: what is asked may be why there is none. Pure.
 */
import { questionTerms } from "../company/recall-text.js";
import type { GuideSection } from "./guide-sections.js";
import { englishOf } from "./other-words.js";
import { toStem } from "./word-stem.js";

/** A section, and how much of the question it is about: from 0 to 1, rare words count more. */
export interface FoundSection {
  readonly section: GuideSection;
  readonly covers: number;
}

export interface GuideIndex {
  /** Best first; at most two of one page. */
  find(question: string, limit: number): FoundSection[];
}

/** How often a word of a heading counts. */
const HEADING_WEIGHT = 5;
/** What a word adds that the whole page is about, as a share of the most that its section could add. */
const SUBJECT_SHARE = 1.2;
/** The constants of BM25: how soon a repeated word counts no more, and how much a long text is discounted. */
const K1 = 1.2;
const B = 0.6;
const OF_ONE_PAGE = 2;
/** A guide explains what a reference only lists. */
const REFERENCE_WEIGHT = 0.75;
const WORD = /[\p{L}\p{N}]+/gu;

interface Entry {
  section: GuideSection;
  counts: ReadonlyMap<string, number>;
  length: number;
  /** The words of the page's title and of its name: what the whole page is about. */
  subject: ReadonlySet<string>;
}

export function createGuideIndex(sections: readonly GuideSection[]): GuideIndex {
  const entries = sections.map(toEntry);
  const postings = new Map<string, number>();
  for (const { counts } of entries)
    for (const word of counts.keys()) postings.set(word, (postings.get(word) ?? 0) + 1);
  const mean = entries.reduce((sum, { length }) => sum + length, 0) / Math.max(1, entries.length);
  const rarity = (word: string): number => {
    const having = postings.get(word) ?? 0;
    return Math.log(1 + (entries.length - having + 0.5) / (having + 0.5));
  };
  return {
    find(question, limit) {
      const wanted = [...new Set(askedWords(question))].map((word) => ({ word, weight: rarity(word) }));
      const whole = wanted.reduce((sum, { weight }) => sum + weight, 0);
      const scored = entries.flatMap((entry) => {
        const has = wanted.filter(({ word }) => entry.counts.has(word));
        if (has.length === 0) return [];
        const score = has.reduce((sum, { word, weight }) => sum + weight * saturate(entry, word, mean), 0);
        const covers = has.reduce((sum, { weight }) => sum + weight, 0) / whole;
        const explains = entry.section.page.startsWith("guide/") ? 1 : REFERENCE_WEIGHT;
        return [{ section: entry.section, covers, score: score * covers * explains }];
      });
      return pick(
        scored.sort((one, other) => other.score - one.score),
        limit,
      );
    },
  };
}

/** The stems of what a question is about. */
export function askedWords(question: string): string[] {
  return questionTerms(englishOf(question)).map(toStem);
}

function toEntry(section: GuideSection): Entry {
  const counts = new Map<string, number>();
  let length = 0;
  const subject = stemsOf(`${section.title} ${section.page.slice(section.page.lastIndexOf("/") + 1)}`);
  const add = (stems: readonly string[], weight: number) => {
    for (const stem of stems) counts.set(stem, (counts.get(stem) ?? 0) + weight);
    length += stems.length;
  };
  add(stemsOf(section.heading), HEADING_WEIGHT);
  add(subject, 1);
  add(stemsOf(section.text), 1);
  return { section, counts, length, subject: new Set(subject) };
}

function stemsOf(text: string): string[] {
  return [...text.normalize("NFC").toLowerCase().matchAll(WORD)].map(([word]) => toStem(word));
}

function saturate({ counts, length, subject }: Entry, word: string, mean: number): number {
  const count = counts.get(word) ?? 0;
  const own = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / mean));
  return own + (subject.has(word) ? SUBJECT_SHARE * (K1 + 1) : 0);
}

function pick(scored: readonly (FoundSection & { score: number })[], limit: number): FoundSection[] {
  const ofPage = new Map<string, number>();
  const picked: FoundSection[] = [];
  for (const { section, covers } of scored) {
    if (picked.length === limit) break;
    const before = ofPage.get(section.page) ?? 0;
    if (before === OF_ONE_PAGE) continue;
    ofPage.set(section.page, before + 1);
    picked.push({ section, covers });
  }
  return picked;
}
