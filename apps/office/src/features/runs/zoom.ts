/** How large the graph is drawn: whole parts at 1, all of it in view at the scale that fits. Pure. */
export const ZOOM_MAX = 1.5;
/** Smaller parts are only dots. */
export const ZOOM_MIN = 0.2;
const STEP = 1.25;

interface Size {
  width: number;
  height: number;
}

/** The largest scale, at most 1, at which the whole graph is in view. */
export function fitScale(graph: Size, box: Size): number {
  return clamp(Math.min(1, box.width / graph.width, box.height / graph.height));
}

/** One press larger or smaller. */
export function zoomed(scale: number, way: "in" | "out"): number {
  return clamp(way === "in" ? scale * STEP : scale / STEP);
}

function clamp(scale: number): number {
  return Number.isFinite(scale) ? Math.max(ZOOM_MIN, Math.min(ZOOM_MAX, scale)) : 1;
}
