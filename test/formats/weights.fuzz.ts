/** Fuzzes every reader of weights: see test/support/fuzz.ts. */
import { describe, expect, it } from 'vitest';
import { HeldFile } from '../../extension/platform/held-file';
import { invalidFile, writeSafetensors } from '../../extension/formats/safetensors';
import { readPickle } from '../../extension/formats/state-dict/pickle';
import { readOpenWeights } from '../../extension/formats/weights-file';
import { CASES, type Files, fuzz } from '../support/fuzz';
import { decoded, stateDictModel as model, stateDicts } from '../support/state-dicts';

const wanted = [...model.parameters, ...model.buffers];

const safetensors = writeSafetensors(
  wanted.map(({ name, shape, count }) => ({
    name,
    shape,
    data: new Float32Array(count).fill(0.5),
  })),
);
const saved = (name: string): Uint8Array => decoded(stateDicts.good[name]!.file);
/** The pickle alone, where most can go wrong. */
const pickle = (file: Uint8Array): Uint8Array => {
  const bytes = Buffer.from(file);
  const start = bytes.indexOf('\x80\x02', 0, 'latin1');
  return bytes.subarray(start, bytes.indexOf('PK', start, 'latin1'));
};

async function read(files: Files): Promise<void> {
  const file = new HeldFile(Object.values(files)[0]!);
  const { tensors } = await readOpenWeights(file, 'damaged', model);
  for (const [at, { shape, data }] of tensors.entries()) {
    expect(shape).toEqual(wanted[at]!.shape);
    expect(data.length).toBe(wanted[at]!.count);
  }
}

describe(`${CASES} damaged files of each form of weights end well`, () => {
  it.each([
    ['safetensors', safetensors],
    ['a state dict', saved('a state dict')],
    ['a state dict of protocol 4', saved('protocol 4')],
    ['a checkpoint in float16', saved('one in float16')],
    ['a state dict of views', saved('one of views')],
  ])('%s', { timeout: 3_600_000 }, (name, bytes) => fuzz({ [name]: bytes }, read));

  it('pickles', { timeout: 3_600_000 }, async () => {
    await fuzz({ pickle: pickle(saved('one with tensors of all kinds')) }, (files) => {
      readPickle(files.pickle!, invalidFile('damaged'));
      return Promise.resolve();
    });
  });
});
