/** How large the graph is drawn: whole parts at 1, all of it in view at the scale that fits. Pure. */
export const ZOOM_MAX = 1.5;
/** Smaller parts are only dots. */
export const ZOOM_MIN = 0.2;
const STEP = 1.25;
/** Of the wheel, for twice the size. */
const WHEEL_PX = 200;

export interface Size {
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

/** @param deltaY of a wheel; a pinch on a trackpad is a wheel of small steps */
export function scaleOfWheel(scale: number, deltaY: number): number {
  return clamp(scale * 2 ** (-deltaY / WHEEL_PX));
}

/** @param at where the point that stays is in the view @param by how much larger the graph is drawn now */
export function keptScroll(scroll: number, at: number, by: number): number {
  return (scroll + at) * by - at;
}

function clamp(scale: number): number {
  return Number.isFinite(scale) ? Math.max(ZOOM_MIN, Math.min(ZOOM_MAX, scale)) : 1;
}
