import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neededSpecs } from '../../extension/models/match';
import { resolveModel } from '../../extension/models/model';
import type { Width } from '../../extension/layers/kind';
import type { LayerSpec } from '../../extension/layers/kinds';
import type { ModelSpec, ModelSpecs } from '../../extension/models/spec';
import { refusal } from '../support/refusal';

const optimizer = { type: 'sgd', lr: 0.1 } as const;
const images = { shape: [1, 9, 11], classes: 5 } as const;
const spec = (...layers: LayerSpec[]): ModelSpec => ({ layers, optimizer });

const hidden = (width: Width): ModelSpec =>
  spec(
    { type: 'linear', out_features: width },
    { type: 'relu' },
    { type: 'linear', out_features: 'classes' },
  );
const filters = (width: Width): ModelSpec =>
  spec(
    { type: 'conv2d', out_channels: width, kernel_size: [2, 3], bias: false },
    { type: 'batch_norm2d' },
    { type: 'layer_norm' },
    { type: 'conv2d', out_channels: 3, kernel_size: 2 },
    { type: 'linear', out_features: 'classes' },
  );

const total = (specs: ModelSpecs, id: string): number =>
  resolveModel(specs, id, images).summary.total;

describe('a width that is to match', () => {
  it.each([
    ['linear', hidden],
    ['convolutional', filters],
  ])('is, in a %s network, the first of the best that trying all widths finds', (_, network) => {
    const widths = Array.from({ length: 100 }, (_, i) => i + 1);
    const totals = widths.map((width) => total({ one: network(width) }, 'one'));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2000 }), fc.boolean(), (outputs, bias) => {
        const specs = { other: target(outputs, bias), one: network({ match: 'other' }) };
        const wanted = total(specs, 'other');
        const distances = totals.map((value) => Math.abs(value - wanted));
        const least = Math.min(...distances);
        fc.pre(least <= 0.1 * wanted && least !== distances.at(-1));
        const { match, total: found } = resolveModel(specs, 'one', images).summary;
        expect(match!.width).toBe(widths[distances.indexOf(least)]);
        expect(match!.totals).toEqual([found, wanted]);
      }),
    );
  });

  it('may hang on a network that is itself matched', () => {
    const specs = {
      first: hidden(12),
      second: filters({ match: 'first' }),
      third: hidden({ match: 'second' }),
    };
    const { match } = resolveModel(specs, 'third', images).summary;
    expect(match!.totals[1]).toBe(total(specs, 'second'));
  });
});

/** A network whose total moves in small steps: (width + 5) weights by a narrow layer, with or without bias. */
function target(width: number, bias: boolean): ModelSpec {
  return spec(
    { type: 'avg_pool2d', kernel_size: [9, 11] },
    { type: 'linear', out_features: width, bias },
    { type: 'linear', out_features: 'classes' },
  );
}

describe('a width that cannot be solved', () => {
  const complaint = (specs: ModelSpecs, id: string) =>
    refusal(() => resolveModel(specs, id, images));

  it('waits for itself: the circle is named, and the place in the settings', async () => {
    const specs = {
      a: hidden({ match: 'b' }),
      b: hidden({ match: 'c' }),
      c: hidden({ match: 'a' }),
    };
    const error = await complaint(specs, 'a');
    expect(error.message).toContain('a → b → c → a');
    expect(error.setting).toBe('mnistLab.models');
    expect(error.path).toEqual(['c', 'layers', 0]);
    expect((await complaint({ a: hidden({ match: 'a' }) }, 'a')).message).toContain('a → a');
  });

  it('hangs on no more than four others, one behind the other, however many wait', async () => {
    const chain = (length: number): ModelSpecs =>
      Object.fromEntries([
        ...Array.from({ length: length - 1 }, (_, i) => [`n${i}`, hidden({ match: `n${i + 1}` })]),
        [`n${length - 1}`, hidden(12)],
      ]) as ModelSpecs;
    expect(resolveModel(chain(5), 'n0', images).summary.match!.width).toBe(12);
    const error = await complaint(chain(20_000), 'n0');
    expect(error.message).toContain('n0 → n1 → n2 → n3 → n4 …');
    expect(error.path).toEqual(['n4', 'layers', 0]);
  });

  it('names a network that nobody has, and the nearest one', async () => {
    const error = await complaint({ cnn: filters(2), mlp: hidden({ match: 'cmn' }) }, 'mlp');
    expect(error.message).toContain('models.mlp.layers[0]: there is no network "cmn" to match');
    expect(error.message).toContain('did you mean "cnn"?');
  });

  it('is out of reach: both totals are named', async () => {
    const specs = {
      least: spec({ type: 'linear', out_features: 5 }),
      much: hidden({ match: 'least' }),
    };
    const error = await complaint(
      { ...specs, much: spec({ type: 'linear', out_features: 300 }, ...specs.much.layers) },
      'much',
    );
    expect(error.message).toMatch(
      /no out_features brings much near the 500 parameters of least: 1 gives \d+/,
    );
  });

  it('is one of two in a network', async () => {
    const specs = {
      other: filters(4),
      both: spec(
        { type: 'linear', out_features: { match: 'other' } },
        { type: 'linear', out_features: { match: 'other' } },
        { type: 'linear', out_features: 'classes' },
      ),
    };
    const error = await complaint(specs, 'both');
    expect(error.message).toContain('models.both.layers[1]: a second width');
  });
});

describe('what a run goes by', () => {
  const specs: ModelSpecs = {
    other: hidden(3),
    one: hidden({ match: 'two' }),
    two: filters({ match: 'three' }),
    three: hidden(4),
  };

  it('are its networks and those that they are matched to, and no others', () => {
    expect(neededSpecs(specs, ['one'])).toEqual({
      one: specs.one,
      two: specs.two,
      three: specs.three,
    });
    expect(neededSpecs(specs, ['three'])).toEqual({ three: specs.three });
  });

  it('is told of a circle and of networks that nobody has as well', () => {
    const circle = { a: hidden({ match: 'b' }), b: hidden({ match: 'a' }) };
    expect(neededSpecs(circle, ['a', 'lost'])).toEqual(circle);
  });
});
