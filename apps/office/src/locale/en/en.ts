/** The office in English. One file for each feature; another language has the same files with the same names. */
import { agents } from "./agents";
import { chat } from "./chat";
import { common } from "./common";
import { home } from "./home";
import { needs } from "./needs";
import { queue } from "./queue";
import { rooms } from "./rooms";
import { runs } from "./runs";
import { scene } from "./scene";
import { schedules } from "./schedules";
import { search } from "./search";
import { session } from "./session";
import { shell } from "./shell";
import { tasks } from "./tasks";
import { teams } from "./teams";

export const en = {
  /** For the document and for dates: a language tag of BCP 47. */
  tag: "en",
  agents,
  chat,
  common,
  home,
  needs,
  queue,
  rooms,
  runs,
  scene,
  schedules,
  search,
  session,
  shell,
  tasks,
  teams,
};

export type Words = typeof en;
