/** A run that was best before its end: either weights answer, are shown, and are taken away. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { WeightsKind } from '#shared/protocol/events';
import type { RunState } from '#shared/run-state';
import { loadMnist } from '../support/mnist';
import { readMetadata, readSafetensors } from '../support/safetensors';
import { Question, readRun, runFile, trainRun } from './support/history';
import { quick, useLab } from './support/lab';
import { choose, confusionOf, openTab, select, TRAINED } from './support/panel';
import { fill, themes } from './support/views';

const ids = ['small', 'tiny'] as const;
const { small, tiny } = quick['mnistLab.models'];
/** Steps so large that test losses soon go up again. */
const hasty = {
  ...quick,
  'mnistLab.models': {
    small: { ...small, optimizer: { type: 'adam', lr: 0.03 } },
    tiny: { ...tiny, optimizer: { type: 'adam', lr: 0.1 } },
  },
  'mnistLab.epochs': 200,
  'mnistLab.earlyStopping.monitor': 'loss',
  'mnistLab.earlyStopping.patience': 2,
};
const lab = useLab(hasty);

/** Epochs, by the losses that the run was tested with: those that are smaller than all before. */
function bestEpoch({ tests }: RunState, model: string): number {
  const losses = tests.map(({ losses }) => losses[model]!);
  return 1 + losses.indexOf(Math.min(...losses));
}

/** What is written on the choice of weights. */
function choicesOf(run: RunState): Record<WeightsKind, string> {
  const [first, last] = ids.map((id) => bestEpoch(run, id)).sort((a, b) => a - b);
  return {
    best: first === last ? `Best (epoch ${first})` : `Best (epochs ${first}–${last})`,
    last: `Last (epoch ${run.tests.length})`,
  };
}

/**
 * What the network `small` makes of an image, worked out from the file of its weights.
 * @param image 28×28 bytes
 */
function probabilitiesOf(weights: Uint8Array, image: Uint8Array): number[] {
  const tensors = readSafetensors(weights, 'small');
  const [w1, b1, w2, b2] = ['1.weight', '1.bias', '3.weight', '3.bias'].map(
    (name) => tensors.find((tensor) => tensor.name === name)!.data,
  );
  const linear = (x: readonly number[], w: Float32Array, b: Float32Array): number[] =>
    Array.from(b, (bias, row) => x.reduce((sum, v, i) => sum + v * w[row * x.length + i]!, bias));
  const pixels = Array.from(image, (byte) => byte / 256 - 0.5);
  const hidden = linear(pixels, w1!, b1!).map((value) => Math.max(0, value));
  const powers = linear(hidden, w2!, b2!).map(Math.exp);
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

describe('a person whose run was stopped early', () => {
  let id: string;
  let run: RunState;
  let choices: Record<WeightsKind, string>;
  let panel: FrameLocator;

  beforeAll(async () => {
    await lab.use(hasty);
    id = await trainRun(lab.server, await lab.editor());
    run = await readRun(lab.server, id);
    choices = choicesOf(run);
    for (const model of ids) expect(bestEpoch(run, model)).toBeLessThan(run.tests.length);
  }, TRAINED);

  beforeEach(async () => {
    panel = await lab.editor();
  });

  const weightsFile = (kind: WeightsKind, model: string): Promise<Buffer> => {
    const name = kind === 'best' ? `${model}.safetensors` : `${model}.last.safetensors`;
    return readFile(runFile(lab.server, id, 'weights', name));
  };

  test('asks the best weights, and the last, what they make of an image', async () => {
    const { images } = (await loadMnist()).test;
    const [best, last] = [await weightsFile('best', 'small'), await weightsFile('last', 'small')];
    const imageOf = (index: number): Uint8Array => images.subarray(784 * index, 784 * (index + 1));
    const likeliest = (weights: Uint8Array, index: number): number => {
      const probabilities = probabilitiesOf(weights, imageOf(index));
      return probabilities.indexOf(Math.max(...probabilities));
    };
    let index = 0;
    while (likeliest(best, index) === likeliest(last, index)) index++;

    await openTab(panel, 'Try It');
    await choose(panel, 'What to show the networks', 'Test images');
    await panel.getByRole('textbox', { name: 'Test image' }).fill(String(index));
    await lab.workbench.page.keyboard.press('Enter');
    const answer = panel.locator('.reading[data-model="small"] .reading-result');
    const wanted = (weights: Uint8Array): string => {
      const share = Math.max(...probabilitiesOf(weights, imageOf(index)));
      return `${likeliest(weights, index)}${(100 * share).toFixed(2)}%`;
    };
    // Those that are chosen before the person says anything.
    const group = panel.getByRole('radiogroup', { name: 'Weights' });
    await group.getByRole('radio', { name: choices.best, checked: true }).waitFor();
    await expect.poll(() => answer.textContent()).toBe(wanted(best));
    await choose(panel, 'Weights', choices.last);
    await expect.poll(() => answer.textContent()).toBe(wanted(last));
    await choose(panel, 'Weights', choices.best);
    await expect.poll(() => answer.textContent()).toBe(wanted(best));
  });

  test('sees what either confused', async () => {
    await openTab(panel, 'Confusion');
    const confusions = (kind: WeightsKind): number[][] =>
      ids.map((model) => {
        const epoch = kind === 'best' ? bestEpoch(run, model) : run.tests.length;
        return run.tests[epoch - 1]!.confusions[model]!.flat();
      });
    const shown = (): Promise<number[][]> =>
      Promise.all(ids.map((model) => confusionOf(panel, model)));
    expect(confusions('best')).not.toEqual(confusions('last'));
    for (const kind of ['last', 'best'] as const) {
      await choose(panel, 'Weights', choices[kind]);
      await expect.poll(shown).toEqual(confusions(kind));
    }
  });

  test('exports the best, the last, or both', async () => {
    const { workbench, server } = lab;
    const question = new Question(workbench);
    for (const [label, kind] of [
      ['Best weights', 'best'],
      ['Last weights', 'last'],
    ] as const) {
      await panel.getByRole('button', { name: 'More Actions' }).click();
      await panel.getByRole('menuitem', { name: 'Export…' }).click();
      await question.box.getByText('Export Run').waitFor();
      await question.pick(label);
      await workbench.page.keyboard.press('Enter');
      await question.takeNetworks();
      await question.exportHere(server.workspace);
      const folder = join(server.workspace, 'Run-1');
      const names = ids.map((model) =>
        kind === 'best' ? `Run-1-${model}.safetensors` : `Run-1-${model}.last.safetensors`,
      );
      await expect
        .poll(() => readdir(folder).catch(() => []))
        .toEqual(expect.arrayContaining(names));
      for (const [at, model] of ids.entries()) {
        const kept = await weightsFile(kind, model);
        await expect
          .poll(async () => (await readFile(join(folder, names[at]!))).equals(kept))
          .toBe(true);
        const epoch = kind === 'best' ? bestEpoch(run, model) : run.tests.length;
        expect(readMetadata(kept)).toMatchObject({ weights: kind, epoch: String(epoch) });
      }
    }
  });

  test('finds each best epoch in words below the curves, in which it has a ring', async () => {
    await openTab(panel, 'Progress');
    await select(panel, 'What the curves show', 'Test loss');
    const words = ids.map((model) => `${model} in epoch ${bestEpoch(run, model)}`).join(' and ');
    await panel.getByText(`○ Best test loss: ${words}.`, { exact: true }).waitFor();
  });

  test.each(Object.entries(themes))('sees the choice and the rings in %s', async (name, theme) => {
    const { workbench } = lab;
    await lab.use({ ...hasty, 'workbench.colorTheme': theme });
    panel = await lab.editor();
    for (const tab of ['Progress', 'Confusion', 'Try It'] as const) {
      await openTab(panel, tab);
      if (tab === 'Progress') await select(panel, 'What the curves show', 'Test loss');
      else await panel.getByRole('radiogroup', { name: 'Weights' }).waitFor();
      if (tab === 'Try It') await fill(panel, tab);
      await workbench.settle();
      await workbench.screenshot(`best-and-last-${tab.replace(' ', '-').toLowerCase()}-${name}`);
    }
  });
});
