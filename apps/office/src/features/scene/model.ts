/** What the office shows: facts about agents, without a place or a colour. */
import type { State } from "../../ui/glyph";

/** What an agent does besides its first run: it has one body, so a helper does it at a desk that unfolds. */
export interface Helper {
  /** Its run, which also gives it its face. */
  id: string;
  /** What its agent calls it; empty while nobody has said it. */
  name: string;
  /** What it was asked. */
  task: string;
  line: string;
  /** The page of its run. */
  href: string;
}

export interface Inhabitant {
  id: string;
  name: string;
  /** The first of its teams. */
  team: string | undefined;
  /** How it is drawn. */
  state: State;
  /** Its state in a word. */
  word: string;
  /** What it does or says, in a few words. */
  line: string;
  /** The tool in use. */
  tool: string | undefined;
  helpers: readonly Helper[];
}

export interface OfficeTeam {
  id: string;
  name: string;
}

export interface OfficeModel {
  teams: readonly OfficeTeam[];
  agents: readonly Inhabitant[];
}

export interface Point {
  x: number;
  y: number;
}
