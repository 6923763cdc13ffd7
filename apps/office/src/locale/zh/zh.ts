/** The office in simplified Chinese. */
import type { Words } from "../en/en";
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

export const zh: Words = {
  tag: "zh-Hans",
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
