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

/** When the local day of this time began. */
export function dayBegan(time: number): number {
  return daysBefore(time, 0);
}

/** When the local day began that was so many days before this time's. */
export function daysBefore(time: number, days: number): number {
  const date = new Date(time);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - days).getTime();
}

/** Every local day from one time to another, oldest first. */
export function localDays(from: number, to: number): string[] {
  const days: string[] = [];
  for (let time = dayBegan(from); time <= to; time = nextDayAt(time)) days.push(localDay(time));
  return days;
}
