/** Most bytes of a file that cross to another machine in one operation. */
export const FILE_PART_BYTES = 128 * 1024;
