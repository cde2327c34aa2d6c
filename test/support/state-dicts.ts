import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { resolveSpec } from './models';

interface Fixtures {
  /** Files that PyTorch saved, base64, and what float32 makes of the tensors that the network needs. */
  readonly good: Readonly<
    Record<
      string,
      {
        readonly file: string;
        readonly tensors: Readonly<Record<string, readonly (number | string)[]>>;
      }
    >
  >;
  /** Files that hold something else. */
  readonly bad: Readonly<Record<string, string>>;
}

/** See test/fixtures/make_state_dict_fixtures.py. */
export const stateDicts = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/state-dicts.json'), 'utf8'),
) as Fixtures;

export const decoded = (file: string): Buffer => Buffer.from(file, 'base64');

/** A pickle by hand: texts are instructions as they are, numbers are bytes. */
export function pickled(...parts: readonly (string | number)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) =>
      typeof part === 'string' ? Buffer.from(part, 'latin1') : Uint8Array.of(part),
    ),
  );
}

/** A text among a pickle's instructions. */
export const text = (words: string): string =>
  `X${String.fromCharCode(words.length)}\0\0\0${words}`;

/** A tensor of so many float32 numbers, among a pickle's instructions; its file is called `0`. */
export function tensor(
  count: number,
  {
    offset = 0,
    shape = [count],
    strides = [1],
  }: { offset?: number; shape?: number[]; strides?: number[] } = {},
): string {
  const number = (value: number): string => `M${String.fromCharCode(value % 256, value >> 8)}`;
  const tuple = (values: readonly number[]): string => `(${values.map(number).join('')}t`;
  const storage = `(${text('storage')}ctorch\nFloatStorage\n${text('0')}${text('cpu')}${number(count)}tQ`;
  return `ctorch._utils\n_rebuild_tensor_v2\n(${storage}${number(offset)}${tuple(shape)}${tuple(strides)}\x89}tR`;
}

/** A file as of `torch.save`. */
export function archive(
  pickle: Uint8Array,
  files: Readonly<Record<string, Uint8Array>> = {},
  level: 0 | 6 = 0,
): Uint8Array {
  const inner = Object.entries(files).map(([name, bytes]) => [`archive/${name}`, bytes] as const);
  return zipSync({ 'archive/data.pkl': pickle, ...Object.fromEntries(inner) }, { level });
}

/** The network that they are of. */
export const stateDictModel = resolveSpec(
  {
    layers: [
      { type: 'conv2d', name: 'conv', out_channels: 2, kernel_size: 3 },
      { type: 'batch_norm2d', name: 'norm' },
      { type: 'linear', name: 'head', out_features: 'classes' },
    ],
    optimizer: { type: 'sgd', lr: 0.1 },
  },
  { shape: [1, 5, 5], classes: 3 },
).summary;
