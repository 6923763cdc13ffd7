/** The office in simplified Chinese. */
import type { Words } from "../en/en";
import { common } from "./common";
import { home } from "./home";
import { needs } from "./needs";
import { scene } from "./scene";
import { search } from "./search";
import { session } from "./session";
import { shell } from "./shell";

export const zh: Words = {
  tag: "zh-Hans",
  common,
  home,
  needs,
  scene,
  search,
  session,
  shell,
};
