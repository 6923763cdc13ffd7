import type { ExposeProblemCode, ExposeWay } from "@tinyagi/contracts";

/** What is said about TinyOffice being reached from elsewhere. */
export interface ExposeWords {
  /** Who gets as far as the login page, in words that follow "open to". */
  readonly reach: Readonly<Record<ExposeWay, string>>;
  /** What a way is, as one of several to choose from. */
  readonly ways: Readonly<Record<ExposeWay, string>>;
  readonly off: string;
  starting(way: string): string;
  /** @param left - how long until it ends by itself */
  on(reach: string, left: string): string;
  /** What is wrong, as one sentence. */
  problem(code: ExposeProblemCode, program: string): string;
  /** What a person does about it. @param link - a page where it is solved */
  step(code: ExposeProblemCode, program: string, link: string | null): string;
  said(text: string): string;
}
