/** Keys of a device, in memory. */
import type { SignalDataSet, SignalDataTypeMap, SignalKeyStore } from "@whiskeysockets/baileys";

export function memoryKeys(): SignalKeyStore {
  const stored = new Map<string, unknown>();
  return {
    async get<T extends keyof SignalDataTypeMap>(
      type: T,
      ids: string[],
    ): Promise<Record<string, SignalDataTypeMap[T]>> {
      const found = ids.flatMap((id) => {
        const value = stored.get(`${type} ${id}`);
        return value === undefined ? [] : [[id, value as SignalDataTypeMap[T]] as const];
      });
      return Object.fromEntries(found);
    },
    async set(data: SignalDataSet): Promise<void> {
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values ?? {}))
          if (value === null) stored.delete(`${type} ${id}`);
          else stored.set(`${type} ${id}`, value);
    },
  };
}
