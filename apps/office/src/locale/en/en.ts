/** The office in English. One file for each feature; another language has the same files with the same names. */
import { chat } from "./chat";
import { common } from "./common";
import { home } from "./home";
import { needs } from "./needs";
import { rooms } from "./rooms";
import { runs } from "./runs";
import { scene } from "./scene";
import { search } from "./search";
import { session } from "./session";
import { shell } from "./shell";

export const en = {
  /** For the document and for dates: a language tag of BCP 47. */
  tag: "en",
  chat,
  common,
  home,
  needs,
  rooms,
  runs,
  scene,
  search,
  session,
  shell,
};

export type Words = typeof en;
