import { describe, expect, test } from 'vitest';
import { resolveModel } from '../../../../extension/models/model';
import { readSettings } from '../../../../extension/settings/read';
import { templates } from '../../../../extension/vscode/settings/templates';

const mnist = { shape: [1, 28, 28], classes: 10 } as const;
describe('every template', () => {
  test('has a name of its own', () => {
    const ids = templates.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(['cnn', 'cnn-accurate', 'matched-mlp', 'lenet', 'empty']);
  });

  test.each(templates)('is a network that the settings take and MNIST fits: $id', (template) => {
    const { models } = readSettings({ models: { mine: template.spec('cnn') } });
    const { summary } = resolveModel(models, 'mine', mnist);
    expect(summary.label).not.toBe('mine');
    expect(summary.layers.at(-1)?.outputShape).toEqual([10]);
  });

  test.each(templates)(
    'asks for another network only if its size hangs on one: $id',
    (template) => {
      const [one, other] = ['mlp', 'cnn'].map((match) => JSON.stringify(template.spec(match)));
      expect(template.matches).toBe(one !== other);
    },
  );

  test.each([
    // 16*1*9+16, 16+16, 32*16*9+32, 32+32, 64*32*49+64, 10*64+10
    ['cnn', 105_962],
    // 16*25+16, 16+16, 32*16*9+32, 48*32*9+48, 48+48, 128*48*16+128, 128+128, 10*128+10
    ['cnn-accurate', 119_034],
    // 6*25+6, 16*6*25+16, 120*400+120, 84*120+84, 10*84+10: LeNet-5 with full connections
    ['lenet', 61_706],
    ['matched-mlp', 135_160],
    ['empty', 7_850],
  ])('has the parameters that its layers add up to: %s', (id, total) => {
    const spec = templates.find((template) => template.id === id)!.spec('cnn');
    const { models } = readSettings({ models: { mine: spec } });
    expect(resolveModel(models, 'mine', mnist).summary.total).toBe(total);
  });
});
