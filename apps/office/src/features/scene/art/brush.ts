/** Draws rectangles of whole pixels in the colours of the tokens. No colour is named here. */

/** A token without its dashes: `o-floor`, `running`, `px-3`. */
export type Ink = string;

export interface Inks {
  /** The theme of these colours: pictures drawn with others are old. */
  readonly theme: string;
  of(ink: Ink): string;
  /** A colour of the tokens as a canvas takes it: without variables. */
  resolve(css: string): string;
}

/** The colours of the theme of now. */
export function readInks(root: HTMLElement): Inks {
  const style = getComputedStyle(root);
  const known = new Map<string, string>();
  const of = (ink: Ink): string => {
    const found = known.get(ink) ?? style.getPropertyValue(`--${ink}`).trim();
    known.set(ink, found);
    return found;
  };
  return {
    theme: root.dataset.theme ?? "light",
    of,
    resolve: (css) => css.replace(/var\(--([\w-]+)\)/g, (_, ink: string) => of(ink)),
  };
}

export interface Brush {
  readonly inks: Inks;
  readonly context: CanvasRenderingContext2D;
  /** A rectangle; its corner is cut down to whole pixels. */
  fill(ink: Ink, x: number, y: number, w: number, h: number): void;
  /** The pixels marked `#` of some rows. */
  rows(ink: Ink, x: number, y: number, rows: readonly string[]): void;
  /** Draws with a part of the colour only. */
  faint(alpha: number, draw: () => void): void;
}

export function createBrush(context: CanvasRenderingContext2D, inks: Inks): Brush {
  const fill: Brush["fill"] = (ink, x, y, w, h) => {
    context.fillStyle = inks.of(ink);
    context.fillRect(Math.floor(x), Math.floor(y), w, h);
  };
  return {
    inks,
    context,
    fill,
    rows(ink, x, y, rows) {
      rows.forEach((row, j) => {
        for (const run of row.matchAll(/#+/g)) fill(ink, x + run.index, y + j, run[0].length, 1);
      });
    },
    faint(alpha, draw) {
      context.globalAlpha = alpha;
      draw();
      context.globalAlpha = 1;
    },
  };
}

/** A picture of its own, drawn once. */
export function picture(
  inks: Inks,
  size: { w: number; h: number },
  draw: (brush: Brush) => void,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = size.w;
  canvas.height = size.h;
  const context = canvas.getContext("2d");
  if (context !== null) draw(createBrush(context, inks));
  return canvas;
}
