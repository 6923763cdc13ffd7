/** The office in simplified Chinese. */
import type { Words } from "../en/en";
import { common } from "./common";
import { scene } from "./scene";
import { session } from "./session";
import { shell } from "./shell";

export const zh: Words = {
  tag: "zh-Hans",
  common,
  scene,
  session,
  shell,
};
