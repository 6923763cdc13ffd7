/** The office in English. One file for each feature; another language has the same files with the same names. */
import { common } from "./common";
import { home } from "./home";
import { needs } from "./needs";
import { scene } from "./scene";
import { search } from "./search";
import { session } from "./session";
import { shell } from "./shell";

export const en = {
  /** For the document and for dates: a language tag of BCP 47. */
  tag: "en",
  common,
  home,
  needs,
  scene,
  search,
  session,
  shell,
};

export type Words = typeof en;
