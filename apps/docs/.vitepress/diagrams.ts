/** Mermaid blocks become pictures when the site is built: the browser loads no library, and both themes have theirs. */
import { renderMermaidSVG } from "beautiful-mermaid";

const FONT_IMPORT = /@import url\([^)]*\);?/g;
const THEMES = {
  light: {
    bg: "#ffffff",
    fg: "#131311",
    line: "#8f8c85",
    border: "#bebbb4",
    surface: "#faf9f7",
    muted: "#47453f",
  },
  dark: {
    bg: "#121211",
    fg: "#f8f6f0",
    line: "#7b7972",
    border: "#504f4a",
    surface: "#1f1f1d",
    muted: "#c6c3bb",
  },
} as const;

/** @returns HTML with one picture for each theme; what it shows stands beside it as text */
export function toPictures(source: string): string {
  const pictures = Object.entries(THEMES).map(([theme, colours]) => {
    const svg = renderMermaidSVG(source, { ...colours, font: "system-ui", transparent: true, padding: 8 });
    // No page of the site asks another host for anything.
    const own = svg.replaceAll(FONT_IMPORT, "");
    const [width, height] = sizeOf(own);
    const address = `data:image/svg+xml;base64,${Buffer.from(own).toString("base64")}`;
    return `<img class="diagram ${theme}-only" src="${address}" width="${width}" height="${height}" alt="${altOf(source)}">`;
  });
  return `<div class="diagrams" tabindex="0" role="region" aria-label="Diagram">${pictures.join("")}</div>\n`;
}

function sizeOf(svg: string): [number, number] {
  const [, width = "0", height = "0"] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
  return [Math.ceil(Number(width)), Math.ceil(Number(height))];
}

/** Each arrow as words. */
function altOf(source: string): string {
  const lines = source.trim().split("\n").slice(1);
  const text = lines.map((line) => line.trim().replace("-->", "to").replaceAll("[*]", "the end")).join("; ");
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
