/** MNIST's 60,000 training images in the forms that people have them in, made once into a folder. */
import { existsSync, mkdirSync, readFileSync, writeFileSync, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import createJpegEncoder from '@jsquash/jpeg/codec/enc/mozjpeg_enc.js';
import { defaultOptions } from '@jsquash/jpeg/meta.js';
import { type Zippable, zipSync } from 'fflate';
import { packTar } from 'modern-tar';
import type { ImageSet } from '../../extension/data/dataset';
import { trainImages, trainLabels } from '../support/idx';
import { loadMnist } from '../support/mnist';
import { encodePng } from '../support/png';

const SIDE = 28;

/** A form: its name, and the file or folder below the folder of all forms that it is made as. */
interface DataForm {
  readonly name: string;
  readonly path: string;
  readonly pictures?: true;
  readonly make: (path: string, set: ImageSet) => Promise<void> | void;
}

export const dataForms: readonly DataForm[] = [
  { name: 'IDX', path: 'idx', make: idxFolder(0x08, 1) },
  { name: 'IDX, float32', path: 'float32', make: idxFolder(0x0d, 4) },
  { name: 'IDX, float64', path: 'float64', make: idxFolder(0x0e, 8) },
  { name: 'NPZ, float32', path: 'floats.npz', make: makeNpz },
  { name: 'CSV', path: 'train.csv', make: makeCsv },
  {
    name: 'PNGs',
    path: 'png',
    pictures: true,
    make: (path, set) => {
      writePictures(path, set, pngOf, 'png');
    },
  },
  { name: 'PNGs, zip', path: 'png.zip', pictures: true, make: makeZip },
  { name: 'PNGs, tar.gz', path: 'png.tar.gz', pictures: true, make: makeTar },
  { name: 'JPEGs', path: 'jpeg', pictures: true, make: makeJpegs },
];

/** Makes what is not there yet. @returns the path of each form */
export async function makeDataForms(root: string, folder: string): Promise<string[]> {
  const { train } = await loadMnist(root);
  mkdirSync(folder, { recursive: true });
  for (const { path, make } of dataForms) {
    const whole = join(folder, `${path}.whole`);
    if (existsSync(whole)) continue;
    console.error(`making ${path}`);
    await make(join(folder, path), train);
    writeFileSync(whole, '');
  }
  return dataForms.map(({ path }) => join(folder, path));
}

function idxFolder(type: number, size: 1 | 4 | 8) {
  return (path: string, { count, images, labels }: ImageSet): void => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, trainLabels), Buffer.concat([idxHeader(0x08, [count]), labels]));
    const header = idxHeader(type, [count, SIDE, SIDE]);
    if (size === 1) {
      writeFileSync(join(path, trainImages), Buffer.concat([header, images]));
      return;
    }
    const content = Buffer.alloc(images.length * size);
    images.forEach((pixel, i) => {
      if (size === 4) content.writeFloatBE(pixel / 255, i * 4);
      else content.writeDoubleBE(pixel / 255, i * 8);
    });
    writeFileSync(join(path, trainImages), Buffer.concat([header, content]));
  };
}

function idxHeader(type: number, sizes: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header[2] = type;
  header[3] = sizes.length;
  sizes.forEach((size, i) => {
    header.writeUInt32BE(size, 4 + 4 * i);
  });
  return header;
}

function npy(type: string, shape: readonly number[], content: Uint8Array): Uint8Array {
  const words = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = Buffer.from(`${words.padEnd(117)}\n`);
  const start = Buffer.from('\x93NUMPY\x01\0', 'latin1');
  return Buffer.concat([start, Buffer.from([header.length, 0]), header, content]);
}

/** As `numpy.savez` writes it: not packed. */
function makeNpz(path: string, { count, images, labels }: ImageSet): void {
  const floats = Float32Array.from(images, (pixel) => pixel / 255);
  const content = new Uint8Array(floats.buffer);
  const members = {
    'x_train.npy': npy('<f4', [count, SIDE, SIDE], content),
    'y_train.npy': npy('|u1', [count], labels),
  };
  writeFileSync(path, zipSync(members, { level: 0 }));
}

async function makeCsv(path: string, { count, images, labels }: ImageSet): Promise<void> {
  const area = SIDE * SIDE;
  const names = Array.from({ length: area }, (_, i) => `pixel${i}`);
  function* rows(): Generator<string> {
    yield `label,${names.join(',')}\n`;
    for (let i = 0; i < count; i++) {
      yield `${labels[i]!},${images.subarray(i * area, (i + 1) * area).join(',')}\n`;
    }
  }
  await pipeline(Readable.from(rows()), createWriteStream(path));
}

/** The library's own types need others that it does not bring along. */
const create = createJpegEncoder as unknown as (overrides: object) => Promise<{
  encode(rgba: Uint8Array, width: number, height: number, options: object): Uint8Array;
}>;

type Encode = (image: Uint8Array) => Uint8Array;

const pngOf: Encode = (image) => encodePng(image, SIDE);

/** `CLASS/00001.png`, … */
function* picturesOf(
  { count, images, labels }: ImageSet,
  encode: Encode,
  extension: string,
): Generator<readonly [name: string, content: Uint8Array]> {
  const area = SIDE * SIDE;
  for (let i = 0; i < count; i++) {
    const name = `${labels[i]!}/${i.toString().padStart(5, '0')}.${extension}`;
    yield [name, encode(images.subarray(i * area, (i + 1) * area))];
  }
}

function writePictures(path: string, set: ImageSet, encode: Encode, extension: string): void {
  for (const label of new Set(set.labels))
    mkdirSync(join(path, label.toString()), { recursive: true });
  for (const [name, content] of picturesOf(set, encode, extension)) {
    writeFileSync(join(path, name), content);
  }
}

function makeZip(path: string, set: ImageSet): void {
  const files: Zippable = {};
  for (const [name, content] of picturesOf(set, pngOf, 'png')) files[name] = content;
  writeFileSync(path, zipSync(files, { level: 6 }));
}

async function makeTar(path: string, set: ImageSet): Promise<void> {
  const entries = [...picturesOf(set, pngOf, 'png')].map(([name, body]) => ({
    header: { name, size: body.length },
    body,
  }));
  const tar = await packTar(entries);
  await pipeline(Readable.from([Buffer.from(tar)]), createGzip(), createWriteStream(path));
}

async function makeJpegs(path: string, set: ImageSet): Promise<void> {
  const code = readFileSync('node_modules/@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm');
  const module = await WebAssembly.compile(code);
  const encoder = await create({
    noInitialRun: true,
    instantiateWasm: (imports: unknown, done: (instance: WebAssembly.Instance) => void) => {
      const instance = new WebAssembly.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
  });
  // As most programs write them: in colours, also where there are none.
  const quick = { quality: 90, progressive: false, optimize_coding: false };
  const rgba = new Uint8Array(4 * SIDE * SIDE);
  const encode: Encode = (image) => {
    image.forEach((pixel, i) => {
      rgba.set([pixel, pixel, pixel, 255], 4 * i);
    });
    return Uint8Array.from(encoder.encode(rgba, SIDE, SIDE, { ...defaultOptions, ...quick }));
  };
  writePictures(path, set, encode, 'jpg');
}
