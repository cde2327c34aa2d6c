import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { layOutInput } from '../../extension/engine/input';
import type { ImageShape } from '#shared/image-shape';
import type { AugmentPlan } from '../../extension/engine/plan';
import { planAugment } from '../../extension/models/augment';
import { planOf } from '../support/models';
import { KernelBench, variants } from '../support/kernels';
import { philox } from '../support/philox';
import { TestRandom } from '../support/random';

const STREAM = 0x61756721;
const SEED = 3;

/** An image's random words: `purpose` as in assembly/augment/parameters.ts. */
function wordsOf(count: number, step: number, place: number, purpose: number): number[] {
  return Array.from({ length: Math.ceil(count / 4) }, (_, block) =>
    philox([block, purpose, step, place], [SEED, STREAM]),
  ).flat();
}

const share = (word: number): number => word / 2 ** 32;
const between = (word: number, [from, to]: readonly [number, number]): number =>
  from + (to - from) * share(word);

/** Where torchvision's affine_grid takes a pixel from: shear, turn, scale, shift, all inverted, about the middle. */
function sourceOf(plan: AugmentPlan, words: readonly number[], [, height, width]: ImageShape) {
  const symmetric = (word: number, most: number): number => between(word, [-most, most]);
  const radian = Math.PI / 180;
  const angle = symmetric(words[0]!, plan.degrees) * radian;
  const shift = [1, 2].map((i) => Math.round(symmetric(words[i]!, plan.shift[i - 1]!)));
  const scale = between(words[3]!, plan.scale);
  const shear = symmetric(words[4]!, plan.shear) * radian;
  // Forward, as a product of matrices, and then its inverse by Cramer's rule.
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const forward = [
    [scale * cos, scale * (-cos * Math.tan(shear) - sin)],
    [scale * sin, scale * (-sin * Math.tan(shear) + cos)],
  ] as const;
  const [[a, b], [c, d]] = forward;
  const determinant = a * d - b * c;
  return (x: number, y: number): readonly [number, number] => {
    const right = x - (width - 1) / 2 - shift[0]!;
    const down = y - (height - 1) / 2 - shift[1]!;
    return [
      (d * right - b * down) / determinant + (width - 1) / 2,
      (-c * right + a * down) / determinant + (height - 1) / 2,
    ];
  };
}

/** Between four pixels of a plane, with background outside. */
function look(plane: Uint8Array, height: number, width: number, x: number, y: number): number {
  const at = (row: number, column: number): number =>
    row >= 0 && row < height && column >= 0 && column < width ? plane[row * width + column]! : 0;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, down] = [x - left, y - top];
  const above = at(top, left) * (1 - right) + at(top, left + 1) * right;
  const below = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right;
  return above * (1 - down) + below * down;
}

function planFor(spec: Parameters<typeof planAugment>[0], shape: ImageShape): AugmentPlan {
  return planAugment(spec, shape)!;
}

describe.each(variants)('augmentation, %s', (variant) => {
  let bench: KernelBench;
  beforeAll(async () => {
    bench = await KernelBench.load(variant);
  });
  afterEach(() => {
    bench.check();
    bench.reset();
  });

  /** Makes images of a step, one for each place. */
  function make(plan: AugmentPlan, shape: ImageShape, image: Uint8Array, step: number, count = 1) {
    const { kernels } = bench;
    const network = { ...planOf(linear, shape, 2), augment: plan };
    const tables: (() => void)[] = [];
    const reserve = {
      allocate: (bytes: number) => bench.allocate(bytes),
      struct: (bytes: number) => bench.allocate(bytes),
    } as unknown as Parameters<typeof layOutInput>[1];
    const scratch = { reserve: (bytes: number) => bench.allocate(bytes) };
    const fields = layOutInput(bench, reserve, scratch, network, 1, SEED, (fill) => {
      tables.push(fill);
    });
    for (const fill of tables) fill();
    const input = bench.input(image);
    return Array.from({ length: count }, (_, place) => {
      const output = bench.allocate(image.length);
      kernels.augmentImage(output, input, fields.augment, step, place, fields.augmentWork);
      return Uint8Array.from(bench.readBytes(output, image.length));
    });
  }

  const linear = {
    layers: [{ type: 'linear', out_features: 'classes' }],
    optimizer: { type: 'sgd', lr: 0.1 },
  } as const;

  test.each([
    { shape: [1, 28, 28] as const, spec: { degrees: 180 } },
    { shape: [1, 9, 14] as const, spec: { shear: 40 } },
    { shape: [3, 13, 7] as const, spec: { scale: [0.5, 2] as const } },
    { shape: [1, 10, 10] as const, spec: { translate: [0.3, 0.1] as const } },
    {
      shape: [2, 17, 11] as const,
      spec: { degrees: 25, shear: 15, scale: [0.8, 1.3] as const, translate: 0.2 },
    },
  ])('an affine of $spec on $shape looks pixels up where float64 does', ({ shape, spec }) => {
    const [channels, height, width] = shape;
    const plan = planFor(spec, shape);
    const image = new TestRandom(1).bytes(channels * height * width);
    const made = make(plan, shape, image, 5, 12);
    made.forEach((actual, place) => {
      const source = sourceOf(plan, wordsOf(8, 5, place, 0), shape);
      const wrong = [...actual.keys()].filter((at) => {
        const [x, y] = [at % width, Math.floor(at / width) % height];
        const plane = image.subarray(Math.floor(at / (height * width)) * height * width);
        const value = look(plane, height, width, ...source(x, y));
        // A half may be rounded either way, and float32 is off by less than a hundredth of a byte.
        return !(Math.abs(actual[at]! - value) <= 0.51);
      });
      expect(wrong).toEqual([]);
    });
  });

  test('flips are exact, and about as many as asked for', () => {
    const shape = [2, 3, 5] as const;
    const image = Uint8Array.from({ length: 30 }, (_, i) => i + 1);
    const flipped = image.map((_, i) => image[i - (i % 5) + 4 - (i % 5)]!);
    const made = make(planFor({ horizontal_flip: 0.3 }, shape), shape, image, 1, 400);
    const swapped = made.filter((one) => one.join() === flipped.join()).length;
    expect(made.filter((one) => one.join() === image.join()).length).toBe(400 - swapped);
    // Four standard deviations.
    expect(Math.abs(swapped - 120)).toBeLessThan(4 * Math.sqrt(400 * 0.3 * 0.7));
  });

  test('a flipped image that is moved as well is moved first', () => {
    const shape = [1, 4, 8] as const;
    const image = new TestRandom(2).bytes(32);
    const moved = make(planFor({ translate: 0.4 }, shape), shape, image, 2, 8);
    const both = make(planFor({ translate: 0.4, horizontal_flip: 1 }, shape), shape, image, 2, 8);
    both.forEach((one, place) => {
      expect(one).toEqual(one.map((_, i) => moved[place]![i - (i % 8) + 7 - (i % 8)]!));
    });
    expect(new Set(moved.map(String)).size).toBeGreaterThan(3);
  });

  test('shifts reach every whole pixel up to the share, and no further', () => {
    const shape = [1, 20, 20] as const;
    const image = new Uint8Array(400);
    image[10 * 20 + 10] = 200;
    const made = make(planFor({ translate: [0.15, 0] }, shape), shape, image, 3, 300);
    const columns = made.map((one) => one.indexOf(200) - 200);
    const found = [...new Set(columns)].sort((a, b) => a - b);
    expect(found).toEqual([7, 8, 9, 10, 11, 12, 13]);
  });

  test('an erased rectangle is background, as large as asked for', () => {
    const shape = [3, 24, 20] as const;
    const plan = planFor({ erasing: { p: 1, scale: [0.1, 0.3], ratio: [0.5, 2] } }, shape);
    const image = new Uint8Array(3 * 480).fill(9);
    const made = make(plan, shape, image, 4, 200);
    const shares = made.map((one) => one.filter((byte) => byte === 0).length / one.length);
    // Sides are rounded to whole pixels.
    expect(Math.min(...shares)).toBeGreaterThan(0.08);
    expect(Math.max(...shares)).toBeLessThan(0.34);
    const mean = shares.reduce((sum, one) => sum + one, 0) / shares.length;
    expect(Math.abs(mean - 0.2)).toBeLessThan(0.02);
    for (const one of made) {
      const plane = [...one.subarray(0, 480).keys()].filter((at) => one[at] === 0);
      const rows = new Set(plane.map((at) => Math.floor(at / 20)));
      const columns = new Set(plane.map((at) => at % 20));
      expect(plane.length).toBe(rows.size * columns.size);
      expect(one.subarray(480, 960)).toEqual(one.subarray(0, 480));
    }
    const none = planFor({ erasing: { p: 0.5 } }, shape);
    const whole = make(none, shape, image, 4, 200).filter((one) => !one.includes(0)).length;
    expect(Math.abs(whole - 100)).toBeLessThan(4 * Math.sqrt(50));
  });

  test('elastic displacements are those of torchvision, by float64', () => {
    const shape = [1, 10, 13] as const;
    const [, height, width] = shape;
    const image = new TestRandom(6).bytes(height * width);
    const [alpha, sigma] = [20, 1.5];
    const [actual] = make(planFor({ elastic: { alpha, sigma } }, shape), shape, image, 7);
    const radius = Math.floor(Math.floor(8 * sigma + 1) / 2);
    const gauss = Array.from({ length: 2 * radius + 1 }, (_, i) =>
      Math.exp(-0.5 * ((i - radius) / sigma) ** 2),
    );
    const total = gauss.reduce((sum, one) => sum + one, 0);
    const mirror = (i: number, size: number): number =>
      i < 0 ? mirror(-i, size) : i >= size ? mirror(2 * (size - 1) - i, size) : i;
    const field = (axis: number): ((x: number, y: number) => number) => {
      const pitch = 16;
      const words = wordsOf(Math.ceil((height * pitch) / 32) * 16, 7, 0, axis);
      // Four words give their lower halves first, then the upper ones.
      const noise = (x: number, y: number): number => {
        const i = y * pitch + x;
        const word = words[4 * Math.floor(i / 8) + (i % 4)]!;
        const half = i % 8 < 4 ? word & 0xffff : word >>> 16;
        return (half - 32_767.5) / 32_768;
      };
      return (x, y) => {
        let sum = 0;
        for (let v = -radius; v <= radius; v++) {
          for (let u = -radius; u <= radius; u++) {
            const weight = (gauss[u + radius]! * gauss[v + radius]!) / total ** 2;
            sum += weight * noise(mirror(x + u, width), mirror(y + v, height));
          }
        }
        return (alpha / 2) * sum;
      };
    };
    const [dx, dy] = [field(1), field(2)];
    const moved = actual!.filter((value, at) => value !== image[at]).length;
    expect(moved).toBeGreaterThan(100);
    actual!.forEach((value, at) => {
      const [x, y] = [at % width, Math.floor(at / width)];
      const wanted = look(image, height, width, x + dx(x, y), y + dy(x, y));
      expect(Math.abs(value - wanted)).toBeLessThan(0.52);
    });
  });

  test('steps and places of a batch differ, and each comes out the same again', () => {
    const shape = [1, 8, 8] as const;
    const plan = planFor({ degrees: 90, elastic: { alpha: 10, sigma: 2 } }, shape);
    const image = new TestRandom(8).bytes(64);
    const first = make(plan, shape, image, 1, 6);
    const next = make(plan, shape, image, 2, 6);
    expect(new Set([...first, ...next].map(String)).size).toBe(12);
    expect(make(plan, shape, image, 1, 6)).toEqual(first);
  });
});
