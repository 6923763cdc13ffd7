/** The office in English. One file for each feature; another language has the same files with the same names. */
import { en as views } from "@tinyagi/views";
import { agents } from "./agents";
import { artifacts } from "./artifacts";
import { channels } from "./channels";
import { chat } from "./chat";
import { common } from "./common";
import { company } from "./company";
import { confirm } from "./confirm";
import { expose } from "./expose";
import { files } from "./files";
import { home } from "./home";
import { logs } from "./logs";
import { needs } from "./needs";
import { push } from "./push";
import { queue } from "./queue";
import { references } from "./references";
import { rooms } from "./rooms";
import { runs } from "./runs";
import { savedViews } from "./saved-views";
import { scene } from "./scene";
import { schedules } from "./schedules";
import { search } from "./search";
import { session } from "./session";
import { settings } from "./settings";
import { shell } from "./shell";
import { skills } from "./skills";
import { spend } from "./spend";
import { start } from "./start";
import { tasks } from "./tasks";
import { teams } from "./teams";
import { workers } from "./workers";

export const en = {
  /** For the document and for dates: a language tag of BCP 47. */
  tag: "en",
  /** What every client says about facts. */
  views,
  agents,
  artifacts,
  channels,
  chat,
  common,
  company,
  confirm,
  expose,
  files,
  home,
  logs,
  needs,
  push,
  queue,
  references,
  rooms,
  runs,
  savedViews,
  scene,
  schedules,
  search,
  session,
  settings,
  shell,
  skills,
  spend,
  start,
  tasks,
  teams,
  workers,
};

export type Words = typeof en;
