/**
 * Builds the pages that are shown in frames without an origin, each as one file: such a frame may load nothing, so its script
 * is inside. Its policy names that script by hash. Only who sees a diagram loads one.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";

const FRAMES = ["diagram"];
/** They are pages of the office by their path alone. */
export const FRAME_FOLDER = "frames/";
const STYLE = "body{margin:0;overflow-x:auto}svg{display:block;max-width:100%;height:auto}";

/** @returns the modules of npm that are inside */
export async function writeFrames({ from, out }) {
  const modules = [];
  mkdirSync(join(out, FRAME_FOLDER), { recursive: true });
  for (const name of FRAMES) {
    const { code, paths } = await bundleOf(join(from, `${name}.js`));
    modules.push(...paths);
    writeFileSync(join(out, FRAME_FOLDER, `${name}.html`), pageOf(code));
  }
  return modules.filter((path) => path.includes("/node_modules/"));
}

async function bundleOf(input) {
  const bundle = await rolldown({
    input,
    platform: "browser",
    transform: { define: { "process.env.NODE_ENV": '"production"' } },
  });
  try {
    const { output } = await bundle.generate({ format: "iife", minify: true, codeSplitting: false });
    const [{ code, modules }, ...more] = output;
    if (more.length > 0) throw new Error(`${input} is more than one file`);
    const rendered = Object.entries(modules).filter(([, { renderedLength }]) => renderedLength > 0);
    return { code, paths: rendered.map(([path]) => path) };
  } finally {
    await bundle.close();
  }
}

/** In a script, these would end it or hide its end. In texts and expressions both spellings mean the same. */
function pageOf(code) {
  const script = code.replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Diagram</title><style>${STYLE}</style></head><body><script>${script}</script></body></html>\n`;
}
