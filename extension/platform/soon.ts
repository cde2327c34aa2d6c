/**
 * A value, at once where the system can: thousands of small folders and files take five times as long when each is
 * waited for, and a multiple of that on a busy machine. In a browser nothing of a file is there at once.
 */
export type Soon<T> = T | Promise<T>;
