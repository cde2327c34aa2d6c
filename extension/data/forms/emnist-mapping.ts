import { type DataTree, lastPart } from '../tree/tree';
import { readText } from '../tree/read-text';

/** Lines of a label and the code points that it stands for, as EMNIST has them: `1 65 97` is A and a. */
const LINE = /^\s*(\d+)\s+(\d+)/;

/** What labels stand for, where a file `SET-mapping.txt` lies beside the set's. */
export async function readMapping(
  tree: DataTree,
  set: string,
  signal?: AbortSignal,
): Promise<ReadonlyMap<number, string>> {
  const file = tree.files.find(({ name }) => lastPart(name) === `${set}-mapping.txt`);
  const mapping = new Map<number, string>();
  if (file === undefined || set === '') return mapping;
  for (const line of (await readText(file, signal)).split('\n')) {
    const [, label, code] = LINE.exec(line) ?? [];
    if (code !== undefined && Number(code) <= 0x10ffff) {
      mapping.set(Number(label), String.fromCodePoint(Number(code)));
    }
  }
  return mapping;
}
