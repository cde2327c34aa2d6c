/** State dicts that PyTorch saved: test/fixtures/make_state_dict_fixtures.py. */
import { writeFile } from 'node:fs/promises';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readWeights } from '../../extension/formats/weights-file';
import { refusal } from '../support/refusal';
import { useTemporaryFolder } from '../support/temporary-folder';
import {
  archive,
  decoded,
  pickled,
  stateDictModel as model,
  stateDicts,
  tensor,
  text,
} from '../support/state-dicts';

const folder = useTemporaryFolder();

async function read(name: string, bytes: Uint8Array) {
  const path = folder(`${name}.pt`);
  await writeFile(path, bytes);
  return readWeights(path, model);
}

async function complaint(name: string, bytes: Uint8Array): Promise<string> {
  const error = await refusal(() => read(name, bytes));
  expect(error.kind).toBe('input');
  expect(error.message).not.toMatch(/\n|undefined|\[object/);
  expect(error.message.startsWith(folder(`${name}.pt`))).toBe(true);
  return error.message;
}

const four = (...values: number[]): Uint8Array => new Uint8Array(Float32Array.from(values).buffer);

/** A dictionary of one tensor under a name. */
const oneTensor = (name: string, of: string): Uint8Array =>
  pickled('\x80\x02}', text(name), of, 's.');

describe('a state dict that PyTorch saved', () => {
  it.each(Object.entries(stateDicts.good))('is read: %s', async (name, { file, tensors }) => {
    const found = await read(name, decoded(file));
    expect(found.tensors.map((one) => one.name)).toEqual(
      [...model.parameters, ...model.buffers].map((one) => one.name),
    );
    for (const { name, shape, data } of found.tensors) {
      const wanted = [...model.parameters, ...model.buffers].find((one) => one.name === name)!;
      expect(shape).toEqual(wanted.shape);
      expect([...data], name).toEqual(tensors[name]!.map(Number));
    }
  });

  it.each([
    ['a state dict', ['no use for norm.num_batches_tracked, passed over']],
    ['one in float16', ['its numbers are F16', 'norm.num_batches_tracked']],
    ['one in bfloat16', ['its numbers are BF16', 'norm.num_batches_tracked']],
    ['one in float64', ['its numbers are F64', 'norm.num_batches_tracked']],
    ['one of DataParallel', ['"module." was taken off', 'module.norm.num_batches_tracked']],
    ['one in a checkpoint', ['"state_dict." was taken off', 'state_dict.norm.num_batches_tracked']],
    ['one with tensors of all kinds', ['norm.num_batches_tracked, mask, place, c, passed over']],
  ])('is told of where something was made of it: %s', async (name, words) => {
    const { notes } = await read(name, decoded(stateDicts.good[name]!.file));
    expect(notes).toHaveLength(words.length);
    for (const [at, word] of words.entries()) expect(notes[at]).toContain(word);
  });

  const opcode = (name: string): string =>
    `it holds the instruction ${name} of Python’s pickle, which no state dict needs; nothing of it was run. Save the weights alone`;
  const global = (name: string): string =>
    `it holds ${name}, which no state dict needs; nothing of it was run. Save the weights alone`;
  const damaged = 'its pickle is damaged';
  const short = 'its pickle is cut short';

  it.each([
    ['a network itself', global('__main__.Network')],
    ['TorchScript', global('__torch__.Network')],
    ['the format before 1.6', 'it is a Python pickle. If PyTorch saved it (.pt, .pth), save its'],
    ["an optimiser's state", opcode('EMPTY_LIST')],
    ['a checkpoint with a loss', opcode('BINFLOAT')],
    ['a tensor', 'it holds no dictionary of tensors'],
    ['a list', opcode('EMPTY_LIST')],
    ['an empty state dict', 'conv.weight is missing: it has no tensors'],
    ['integers', 'tensor conv.bias is Long, and only F32, F64, F16, and BF16 are read'],
    ['a part of a larger tensor', 'tensor head.weight is a part of a larger one. Save a copy'],
    ['a function', global('__builtin__.print')],
  ])('is refused where it is %s', async (name, words) => {
    expect(await complaint(name, decoded(stateDicts.bad[name]!))).toContain(words);
  });

  const bad: readonly (readonly [what: string, bytes: Uint8Array, words: string])[] = [
    ['a zip of something else', zipSync({ 'a.txt': Uint8Array.of(1) }), 'none of torch.save'],
    ['a call of the system', archive(pickled('cos\nsystem\n', text('ls'), '\x85R.')), global('os.system')],
    ['a call by its parts', archive(pickled('\x8c\x02os\x8c\x06system\x93)R.')), global('os.system')],
    ['code to evaluate', archive(pickled('cbuiltins\neval\n', text('1'), '\x85R.')), global('builtins.eval')],
    ['another class of PyTorch', archive(pickled('ctorch._utils\n_rebuild_qtensor\n)R.')), global('torch._utils._rebuild_qtensor')],
    ['a name of two lines', archive(pickled('\x8c\x03a\nb\x8c\x01c\x93.')), global('a\ufffdb.c')],
    ['an instance', archive(pickled('(ios\nsystem\n.')), opcode('INST')],
    ['a new object', archive(pickled('ccollections\nOrderedDict\n)\x81.')), opcode('NEWOBJ')],
    ['no instruction at all', archive(pickled(0xff)), opcode('0xff')],
    ['a dictionary made of pairs', archive(pickled('ccollections\nOrderedDict\n', text('x'), '\x85R.')), damaged],
    ['a call of a text', archive(pickled(text('x'), ')R.')), damaged],
    ['a tensor of nothing', archive(pickled('ctorch._utils\n_rebuild_tensor_v2\n)R.')), damaged],
    ['a parameter of nothing', archive(pickled('ctorch._utils\n_rebuild_parameter\n)R.')), damaged],
    ['a storage that is none', archive(pickled(text('storage'), 'Q.')), damaged],
    ['a storage without its type', archive(pickled('(', text('storage'), text('Float'), 'tQ.')), damaged],
    ['what was never remembered', archive(pickled('h', 7, '.')), damaged],
    ['nothing to remember', archive(pickled('q', 7, '.')), damaged],
    ['a tuple without a beginning', archive(pickled('t.')), damaged],
    ['a tuple of too little', archive(pickled('N\x87.')), damaged],
    ['an end before anything', archive(pickled('.')), damaged],
    ['a state of nothing', archive(pickled('N}b.')), damaged],
    ['entries of no dictionary', archive(pickled('N', text('a'), 'Ns.')), damaged],
    ['a key without a value', archive(pickled('}(', text('a'), 'u.')), damaged],
    ['a name that is no text', archive(pickled('NN\x93.')), damaged],
    ['no end', archive(pickled('}')), short],
    ['a text that is cut', archive(pickled('X\xff\0\0\0abc')), short],
    ['a name that is cut', archive(pickled('cos')), short],
    ['a frame that is cut', archive(pickled('\x95\0')), short],
    ['no pickle', archive(pickled()), short],
    ['sizes without strides', archive(oneTensor('a', tensor(4, { strides: [] }))), damaged],
    ['a size below zero', archive(oneTensor('a', tensor(4).replace('(M\x04\0t', '(J\xff\xff\xff\xfft'))), damaged],
    ['a tensor without its numbers', archive(oneTensor('conv.bias', tensor(2))), 'the numbers of conv.bias are missing'],
    ['numbers that are too few', archive(oneTensor('conv.bias', tensor(2)), { 'data/0': four(1) }), 'archive/data/0 should have 8 bytes, but has 4'],
    ['a tensor beyond its numbers', archive(oneTensor('conv.bias', tensor(2, { offset: 1 })), { 'data/0': four(1, 2) }), 'tensor conv.bias reaches beyond its numbers'],
    ['packed files', archive(oneTensor('a', tensor(200)), {}, 6), 'archive/data.pkl in it is packed, as PyTorch never does. Save it again'],
    ['numbers from the other end', archive(oneTensor('a', tensor(2)), { byteorder: Buffer.from('big') }), 'big-endian'],
    ['another network’s', archive(oneTensor('fc.weight', tensor(2))), 'conv.weight is missing; what is there: fc.weight'],
    ['a pickle larger than any', archive(new Uint8Array(2 ** 20 + 1)), 'has 1048577 bytes, and at most 1048576 are read'],
    ['an archive that is cut short', decoded(stateDicts.good['a state dict']!.file).subarray(0, -40), 'cut short or damaged'],
  ]; // prettier-ignore

  it.each(bad)('is refused in a clear line where it holds %s', async (name, bytes, words) => {
    // Names of tensors are asked for first: a network of one.
    const path = folder(`${name}.pt`);
    await writeFile(path, bytes);
    const bias = { name: 'conv.bias', shape: [2], count: 2, arithmetic: '2' };
    const known = { ...model, parameters: [bias], buffers: [] };
    const error = await refusal(() =>
      readWeights(path, words.startsWith('conv.weight') ? model : known),
    );
    expect(error.kind).toBe('input');
    expect(error.message).toContain(words);
    expect(error.message).not.toMatch(/\n|undefined|\[object/);
  });

  it('is refused wherever it is cut short, or is whole', async () => {
    const whole = decoded(stateDicts.good['a state dict']!.file);
    for (let length = 4; length < whole.length; length += 13) {
      await complaint('cut', whole.subarray(0, length));
    }
  });

  it('is not followed round in circles, nor deeper than checkpoints go', async () => {
    // d = {}; d['a'] = d
    const circle = archive(pickled('}q', 0, text('a'), 'h', 0, 's.'));
    expect(await complaint('circle', circle)).toContain('it has no tensors');
    // Each dictionary has the next one twice: 2^20 of them, if they were followed.
    const many = Array.from({ length: 20 }, (_, i) => [
      ...['}(', text('a'), 'h', i, text('b'), 'h', i, 'uq', i + 1],
    ]);
    const bomb = archive(pickled('}q', 0, ...many.flat(), '.'));
    expect(await complaint('bomb', bomb)).toContain('it has no tensors');
  });

  it('may repeat a tensor’s numbers, and begin anywhere among them', async () => {
    const bias = { name: 'bias', shape: [2], count: 2, arithmetic: '2' };
    const known = { ...model, parameters: [bias], buffers: [] };
    const of = async (offset: number, stride: number): Promise<number[]> => {
      const path = folder('strided.pt');
      const pickle = oneTensor('bias', tensor(4, { offset, shape: [2], strides: [stride] }));
      await writeFile(path, archive(pickle, { 'data/0': four(1, 2, 3, 4) }));
      return [...(await readWeights(path, known)).tensors[0]!.data];
    };
    expect(await of(0, 1)).toEqual([1, 2]);
    expect(await of(2, 1)).toEqual([3, 4]);
    expect(await of(3, 0)).toEqual([4, 4]);
  });
});
