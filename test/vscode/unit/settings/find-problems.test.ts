import { describe, expect, test } from 'vitest';
import { findProblems, findUnknown } from '../../../../extension/vscode/settings/find-problems';

const mnist = { shape: [1, 28, 28], classes: 10 } as const;
const optimizer = { type: 'sgd', lr: 0.01 };
const output = { type: 'linear', out_features: 'classes' };
const right = { layers: [output], optimizer };
const conv = (kernel_size: number) => ({ type: 'conv2d', out_channels: 2, kernel_size });
const matching = (match: string) => ({
  layers: [{ type: 'linear', out_features: { match } }, output],
  optimizer,
});

const pathsOf = (models: unknown) => findProblems(models, mnist).map(({ path }) => path);

describe('findProblems', () => {
  test('has nothing to say of networks that work', () => {
    expect(findProblems({ right, match: matching('right') }, mnist)).toEqual([]);
  });

  test('names the layer of every network that does not fit', () => {
    const models = {
      first: { layers: [conv(25), conv(5), output], optimizer },
      right,
      second: { layers: [conv(29), output], optimizer },
    };
    const problems = findProblems(models, mnist);
    expect(problems.map(({ path }) => path)).toEqual([
      ['first', 'layers', 1],
      ['second', 'layers', 0],
    ]);
    expect(problems[0]!.message).toContain('kernel 5×5 does not fit 4×4');
  });

  test('goes by the images of the data set', () => {
    const models = { small: { layers: [conv(5), output], optimizer } };
    expect(findProblems(models, { shape: [1, 4, 4], classes: 3 })).toHaveLength(1);
    expect(findProblems(models, { shape: [1, 5, 5], classes: 3 })).toEqual([]);
  });

  test('finds a target that nobody has, and a circle', () => {
    expect(pathsOf({ lost: matching('nobody') })[0]!.slice(0, 3)).toEqual(['lost', 'layers', 0]);
    expect(pathsOf({ a: matching('b'), b: matching('a') }).length).toBeGreaterThan(0);
  });

  test('names what is wrong once, however many networks match it', () => {
    const wrong = { layers: [conv(29), output], optimizer };
    expect(pathsOf({ wrong, a: matching('wrong'), b: matching('wrong') })).toEqual([
      ['wrong', 'layers', 0],
    ]);
  });

  test('leaves to the schema what the schema refuses, and says nothing of what hangs on it', () => {
    const models = { half: { layers: [{ type: 'con' }] }, next: matching('half'), right };
    expect(findProblems(models, mnist)).toEqual([]);
  });

  test('asks nothing of networks that are too many, or of too many layers', () => {
    const many = (count: number, spec: object): object =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i}`, spec]));
    expect(findProblems(many(20_000, matching('n1')), mnist)).toEqual([]);
    expect(findUnknown(['x'.repeat(100_000)], many(5, right))).toEqual([]);
    expect(findUnknown(['lost'], many(20_000, right))).toEqual([]);
    const deep = { layers: Array.from({ length: 100 }, () => conv(29)), optimizer };
    const [problem, ...others] = findProblems(many(11, deep), mnist);
    expect(problem!.path).toEqual([]);
    expect(problem!.message).toContain('1100 layers');
    expect(others).toEqual([]);
  });

  test('names networks whose files would be one, or none', () => {
    const models = { right, Right: right, aux: right };
    expect(pathsOf(models)).toEqual([['Right'], ['aux']]);
  });

  test.each([undefined, null, [], 'networks', { half: null }])(
    'bears a setting that is none: %j',
    (models) => {
      expect(findProblems(models, mnist)).toEqual([]);
    },
  );
});

describe('findUnknown', () => {
  test('names each network that is to be trained and that nobody has', () => {
    const [problem, ...others] = findUnknown(['right', 'rigth'], { right });
    expect(problem!.path).toEqual([1]);
    expect(problem!.message).toMatch(/rigth.*did you mean "right"/);
    expect(others).toEqual([]);
  });

  test('leaves to the schema what is no list of names', () => {
    expect(findUnknown('right', { right })).toEqual([]);
    expect(findUnknown([5, 'right'], { right })).toEqual([]);
  });
});
