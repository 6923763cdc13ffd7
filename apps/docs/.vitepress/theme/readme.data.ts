/** What the first page shows stands in the README, where tests compare it with the program. */
import { readFileSync } from "node:fs";
import { defineLoader } from "vitepress";
import { readStart, type Start } from "../../src/readme";

const README = new URL("../../../../README.md", import.meta.url);

declare const data: Start;

export { data };

export default defineLoader({ load: () => readStart(readFileSync(README, "utf8")) });
