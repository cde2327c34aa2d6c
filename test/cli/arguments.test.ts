import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataAt } from '../../extension/data/choice';
import { type ConfiguredCommand, parseCommand } from '../../extension/cli/arguments';
import type { TrainingConfig } from '../../extension/training/config';
import { refusal } from '../support/refusal';

const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

function config(line: string): TrainingConfig {
  const command = parseCommand(words(line));
  expect(command.type).toBe('run');
  return (command as ConfiguredCommand).config;
}

describe('train without options', () => {
  it('runs the notebook: three networks, 10 epochs of batches of 1024, random samples', () => {
    const { models, ...rest } = config('train');
    expect(models).toEqual(['mlp', 'cnn', 'cnn-big']);
    expect(rest).toMatchObject({
      epochs: 10,
      batchSize: 1024,
      sampling: 'random',
      threads: 'auto',
      simd: 'auto',
      init: {},
    });
    expect(rest).not.toHaveProperty('limitBatches');
    expect(rest).not.toHaveProperty('save');
  });

  it('takes the data that lies beside the program', () => {
    const { data } = config('train');
    expect(data).toBeNull();
  });
});

describe('options', () => {
  it('reach the run, each as what it is', () => {
    const line =
      'train --models cnn,mlp --epochs 3 --batch-size 64 --limit-batches 5 --sampling shuffle --seed 4294967295 ' +
      '--threads 4 --simd portable --data some/folder --save out --init mlp=a.safetensors --init cnn=b=c.safetensors';
    const { models, ...rest } = config(line);
    expect(models).toEqual(['cnn', 'mlp']);
    expect(rest).toMatchObject({
      epochs: 3,
      batchSize: 64,
      limitBatches: 5,
      sampling: 'shuffle',
      seed: 4294967295,
      threads: 4,
      simd: 'portable',
      data: dataAt(resolve('some/folder')),
      save: 'out',
      init: { mlp: 'a.safetensors', cnn: 'b=c.safetensors' },
    });
  });

  it('evaluate each epoch only where somebody asks for it', () => {
    expect(config('train').evaluateEachEpoch).toBe(false);
    expect(config('train --evaluate-each-epoch').evaluateEachEpoch).toBe(true);
    expect(config('train')).not.toHaveProperty('weightPictures');
  });

  it('may be joined with "=", and some are short', () => {
    expect(config('train --epochs=3 -m mlp -b 16 -t 1 -d data')).toMatchObject({
      epochs: 3,
      batchSize: 16,
      threads: 1,
      data: dataAt(resolve('data')),
    });
    expect(config('train -e2').epochs).toBe(2);
    expect(config('train --threads auto').threads).toBe('auto');
  });

  it('know the home folder where a shell leaves "~" as it is', () => {
    const line =
      'train --data=~/data --save=~/out --models mlp,cnn --init mlp=~/a.safetensors --init cnn=a~b';
    expect(config(line)).toMatchObject({
      data: dataAt(join(homedir(), 'data')),
      save: join(homedir(), 'out'),
      init: { mlp: join(homedir(), 'a.safetensors'), cnn: 'a~b' },
    });
  });

  it('choose between tables and JSON', () => {
    expect(parseCommand(['train', '--json'])).toMatchObject({ json: true });
    expect(parseCommand(['train'])).toMatchObject({ json: false });
    expect(parseCommand(['models', '--json'])).toMatchObject({ type: 'models', json: true });
  });
});

describe('evaluate', () => {
  it('trains nothing and takes weights from a file', () => {
    const { models, epochs, init } = config('evaluate --models cnn --init cnn=w.safetensors');
    expect(models).toEqual(['cnn']);
    expect(epochs).toBe(0);
    expect(init).toEqual({ cnn: 'w.safetensors' });
  });
});

describe('help and version', () => {
  it('are for the program and for each command', () => {
    for (const line of ['', 'help', '--help', '-h']) {
      expect(parseCommand(words(line))).toEqual({ type: 'help', topic: 'all' });
    }
    for (const topic of ['train', 'evaluate', 'export', 'models']) {
      expect(parseCommand([topic, '--help'])).toEqual({ type: 'help', topic });
      expect(parseCommand([topic, '-h'])).toEqual({ type: 'help', topic });
    }
    expect(parseCommand(['--version'])).toEqual({ type: 'version' });
  });
});

describe('wrong usage ends in one line that names the word and what would do', () => {
  it.each([
    ['trian', ['"trian"', 'train, evaluate, export, models or data']],
    ['constructor', ['"constructor"']],
    ['train --epoch 3', ['--epoch:', 'train --help']],
    ['train --constructor', ['--constructor']],
    ['train -x', ['-x']],
    ['models --epochs 3', ['--epochs', 'models --help']],
    ['evaluate --models mlp --init mlp=a --save out', ['--save', 'evaluate --help']],
    ['train mlp', ['"mlp" is not expected']],
    ['train -- --json', ['"--json" is not expected']],
    ['train --json=yes', ['--json', '"yes"']],
    ['train --epochs 1 --epochs 2', ['--epochs', 'twice']],
    ['train --epochs', ['--epochs needs a value']],
    ['train --epochs=', ['--epochs has no value']],
    ['train --save --json', ['--save needs a value']],
    ['train -m', ['-m needs a value']],

    ['train --models mlpp', ['"mlpp"', 'mlp, cnn, cnn-big']],
    ['train --models mlp,,cnn', ['""', 'mlp, cnn, cnn-big']],
    ['train --models MLP', ['"MLP"']],
    ['train --models mlp,cnn,mlp', ['"mlp" twice']],
    ['train --sampling fancy', ['"fancy"', 'random, shuffle, sequential']],
    ['train --simd wide', ['"wide"', 'auto, relaxed, portable']],

    ['train --epochs 0', ['--epochs is "0"', 'from 1 to 1000000']],
    ['train --epochs -1', ['--epochs is "-1"', 'from 1 to 1000000']],
    ['train -e -1', ['--epochs is "-1"']],
    ['train --epochs 1.5', ['"1.5"', 'whole number']],
    ['train --epochs ten', ['"ten"', 'whole number']],
    ['train --epochs NaN', ['"NaN"']],
    ['train --epochs Infinity', ['"Infinity"']],
    ['train --epochs 1e3', ['"1e3"']],
    ['train --epochs 0x10', ['"0x10"']],
    ['train --epochs 99999999999999999999', ['"99999999999999999999"']],
    ['train --batch-size 0', ['--batch-size is "0"']],
    ['train --batch-size -1024', ['--batch-size is "-1024"']],
    ['train --limit-batches 0', ['--limit-batches is "0"']],
    ['train --limit-batches x', ['--limit-batches is "x"']],
    ['train --seed -1', ['--seed is "-1"', 'from 0 to 4294967295']],
    ['train --seed 4294967296', ['from 0 to 4294967295']],
    ['train --threads 0', ['--threads is "0"', 'choose auto, or a whole number from 1 to 64']],
    ['train --threads many', ['--threads is "many"']],
    ['train --threads 65', ['from 1 to 64']],

    ['train --init mlp', ['"mlp" is not of the form ID=FILE']],
    ['train --init mlp=', ['"mlp="', 'ID=FILE']],
    ['train --init =a.safetensors', ['"=a.safetensors"', 'ID=FILE']],
    ['train --init resnet=a', ['"resnet"', 'mlp, cnn, cnn-big']],
    ['train --models mlp --init cnn=a', ['"cnn"', '(mlp)']],
    ['train --init mlp=a --init mlp=b', ['"mlp" twice']],
    ['train --models mlp --init __proto__=a', ['"__proto__"']],

    ['evaluate', ['--models is missing']],
    ['evaluate --init mlp=a', ['--models is missing']],
    ['evaluate --models mlp', ['--init mlp=FILE is missing']],
    ['evaluate --models mlp,cnn --init mlp=a', ['--init cnn=FILE is missing']],
    ['export --models mlp --init mlp=a --format onnx', ['--out is missing']],
    ['export --models mlp --init mlp=a --out a.onnx', ['--format is missing: choose onnx']],
    ['export --models mlp --init mlp=a --out a --format pickle', ['--format', 'choose onnx']],
    ['export --init mlp=a --out a.onnx --format onnx', ['--models is missing']],
    ['export --models mlp --out a.onnx --format onnx', ['--init mlp=FILE is missing']],
    ['export --models mlp,cnn --out a --format onnx', ['--models names several']],
    ['evaluate --models resnet --init resnet=a', ['"resnet"', 'mlp, cnn, cnn-big']],
  ])('%s', async (line, parts) => {
    const error = await refusal(() => parseCommand(words(line)));
    expect(error.kind).toBe('usage');
    for (const part of parts) expect(error.message).toContain(part);
  });

  it('an empty value counts as none', async () => {
    const error = await refusal(() => parseCommand(['train', '--data', '']));
    expect(error.kind).toBe('usage');
    expect(error.message).toContain('--data has no value');
  });
});
