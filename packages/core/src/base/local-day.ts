/** The day in the local time zone of this machine, such as 2026-01-31. */
export function localDay(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When the next local day begins. */
export function nextDayAt(time: number): number {
  const date = new Date(time);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
}

/** Which part of its local day has passed, from 0 to 1. A day of a clock change has 23 or 25 hours. */
export function dayShare(time: number): number {
  const date = new Date(time);
  const start = new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const end = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
  return (time - start) / (end - start);
}
