import { beforeEach, describe, expect, test, vi } from 'vitest';
import type * as vscode from 'vscode';
import type { RunRecord } from '../../../../extension/runs/record';
import { askForEpochs } from '../../../../extension/vscode/runs/train-longer';
import { sampleRecord } from '../../../runs/support';
import { window } from '../fake-vscode';

vi.mock('vscode', () => import('../fake-vscode'));

/** Two epochs. */
const record = sampleRecord();
const withSchedule = (type: 'cosine' | 'step'): RunRecord => {
  const config = record.config!;
  const schedule = type === 'cosine' ? { type } : { type, step_size: 3 };
  return {
    ...record,
    config: { ...config, specs: { ...config.specs, mlp: { ...config.specs.mlp!, schedule } } },
  };
};

beforeEach(() => {
  window.showInputBox.mockReset();
  window.showInformationMessage.mockReset();
});

describe('more epochs for a run that has finished', () => {
  test('are ten if nothing else is said, on top of those that it had', async () => {
    window.showInputBox.mockImplementation((options) =>
      Promise.resolve((options as vscode.InputBoxOptions).value),
    );
    expect(await askForEpochs('Run 1', record)).toBe(12);
    expect(window.showInformationMessage).not.toHaveBeenCalled();
  });

  test('are asked for until they are a number that a run can have', async () => {
    await askForEpochs('Run 1', record);
    const options = window.showInputBox.mock.calls[0]![0] as vscode.InputBoxOptions;
    const problem = (text: string) => options.validateInput!(text);
    for (const text of ['1', ' 25 ']) expect(problem(text)).toBeNull();
    for (const text of ['', '0', '-1', '2.5', 'ten', '1e3', '1000000']) {
      expect(problem(text), text).toMatch(/\w/);
    }
  });

  test('are none where the person turns back', async () => {
    window.showInputBox.mockResolvedValue(undefined);
    expect(await askForEpochs('Run 1', record)).toBeUndefined();
  });

  test('are trained only after it was said what a schedule by their number does then', async () => {
    window.showInputBox.mockResolvedValue('2');
    expect(await askForEpochs('Run 1', withSchedule('cosine'))).toBeUndefined();
    const [question, options] = window.showInformationMessage.mock.calls[0]!;
    expect(question).toBe('Train "Run 1" for 4 epochs in all?');
    expect((options as vscode.MessageOptions).detail).toContain('The schedule of mlp (cosine)');
    window.showInformationMessage.mockResolvedValue('Train');
    expect(await askForEpochs('Run 1', withSchedule('cosine'))).toBe(4);
  });

  test('need no word where no schedule depends on their number', async () => {
    window.showInputBox.mockResolvedValue('2');
    expect(await askForEpochs('Run 1', withSchedule('step'))).toBe(4);
    expect(window.showInformationMessage).not.toHaveBeenCalled();
  });
});
