import type { DataPart } from '#shared/part';

/** Words in names of files, arrays and folders that tell a part. */
const WORDS: Readonly<Record<DataPart, readonly string[]>> = {
  train: ['train', 'training', 'trn', 'tr'],
  validation: ['val', 'valid', 'validation', 'dev'],
  test: ['test', 'testing', 't10k', 'tst', 'te', 'eval'],
};

/** The words of a name: `xTrain`, `x_train` and `X-train` are x and train. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '');
}

/** The part that a name tells; null where it tells none. */
export function partOf(name: string): DataPart | null {
  const words = wordsOf(name);
  // "train" before "val": train-val is what is trained with.
  for (const part of ['train', 'test', 'validation'] as const) {
    if (words.some((word) => WORDS[part].includes(word))) return part;
  }
  return null;
}
