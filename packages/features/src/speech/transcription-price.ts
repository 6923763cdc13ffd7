/** What a transcription costs, from list prices per minute (openai.com/api/pricing). Always an estimate. */

/** US dollars per minute, by model. */
const USD_PER_MINUTE: Readonly<Record<string, number>> = {
  "whisper-1": 0.006,
  "gpt-4o-transcribe": 0.006,
  "gpt-4o-transcribe-diarize": 0.006,
  "gpt-4o-mini-transcribe": 0.003,
};
const SECONDS_PER_MINUTE = 60;

/** @returns undefined where the price or the length is not known */
export function transcriptionCost(model: string, seconds: number | undefined): number | undefined {
  const price = Object.hasOwn(USD_PER_MINUTE, model) ? USD_PER_MINUTE[model] : undefined;
  return price === undefined || seconds === undefined ? undefined : (price * seconds) / SECONDS_PER_MINUTE;
}
