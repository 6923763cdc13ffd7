/**
 * Chooses what a demo member contributes to a task: short points that reuse the task's words. Pure. The same task gives
 * the same points. A point must never contain a tag, so callers pass every quoted text through {@link inert} first.
 */
import type { Teammate } from "./teammates.js";

/** The kind of work that an agent does, guessed from its id, name and role. */
export type Craft = "write" | "review" | "research" | "other";

const CRAFTS: readonly (readonly [RegExp, Craft])[] = [
  [/writ|author|draft|content|copy/, "write"],
  [/review|edit|critic|test|quality/, "review"],
  [/research|analy|scout/, "research"],
];
const REQUEST_WORDS =
  /^(?:please\s+)?(?:plan|write|make|create|build|design|prepare|draft|outline|organi[sz]e|develop)\s+(?=\S)/i;
/** "… for a bakery": the purpose of the task. */
const PURPOSE = /\bfor (?:an?|the|our|my) ([^,;]{1,80})$/i;

/** What a task asks for, in the task's own words. */
export interface Subject {
  /** "A small launch page for a bakery". */
  readonly title: string;
  /** "the bakery", or "the offer" if the task states no purpose. */
  readonly about: string;
}

export function pickCraft(agent: Teammate | undefined): Craft {
  if (agent === undefined) return "other";
  const id = agent.id.toLowerCase();
  // The id is the best clue. A role such as "checks what the writer wrote" is misleading.
  const byId = CRAFTS.find(([pattern]) => pattern.test(id));
  return (byId ?? CRAFTS.find(([pattern]) => pattern.test(agent.about)))?.[1] ?? "other";
}

/** Extracts the subject of a task: "Plan a page for a bakery: who does what" → "A page for a bakery". */
export function toSubject(task: string): Subject {
  const clause = task.split(/[:?!]\s|[:?!.]$/)[0] ?? task;
  const words = clause.replace(REQUEST_WORDS, "").trim();
  const purpose = PURPOSE.exec(words)?.[1];
  return {
    title: words.slice(0, 1).toUpperCase() + words.slice(1),
    about: purpose === undefined ? "the offer" : `the ${purpose}`,
  };
}

/** Returns a member's points: the outline of a draft, checks, or questions. */
export function pointsFor(craft: Exclude<Craft, "other">, subject: Subject): readonly string[] {
  const { about, title } = subject;
  switch (craft) {
    case "write":
      return toDraft(subject);
    case "review":
      return [
        `Test it: a stranger must be able to describe ${about} after five seconds.`,
        "Check it: every name, price and date is correct.",
        "Cut it: remove each sentence that nobody would miss.",
      ];
    case "research":
      return [
        `Facts: what is known about “${title}”, each with its source.`,
        "Disputes: what sources disagree on, with both sides.",
        "Gaps: what nobody has answered yet, and who could.",
      ];
  }
}

function toDraft({ about, title }: Subject): readonly string[] {
  if (/\b(?:page|site|website|shop)\b/i.test(title)) {
    return [
      `Headline: what makes ${about} worth a visit, in one line.`,
      `Proof: three photos or facts about ${about}.`,
      "Details: prices, place and opening hours.",
      "Button: the one thing a visitor should do next.",
    ];
  }
  if (/\b(?:e-?mail|mail|letter|newsletter|invitation)\b/i.test(title)) {
    return [
      "Subject line: the news in six words.",
      "First sentence: why it matters to the reader.",
      `Body: what, when and where, and one fact about ${about}.`,
      "Last line: the one thing to do, with a date.",
    ];
  }
  return [
    `Opening: why “${title}” matters, in one sentence.`,
    "Middle: the three facts a reader needs, the most useful one first.",
    "Ending: the one thing to do next.",
  ];
}

/** Removes what could open or close a tag or mention an agent. */
export function inert(text: string): string {
  return text
    .replace(/[[\]`<>]/g, " ")
    .replace(/[@#](?=\w)/g, "")
    .replace(/[“”]/g, "'")
    .replace(/\s+/g, " ")
    .trim();
}
