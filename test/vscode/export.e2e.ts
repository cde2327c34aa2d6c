/** What a person takes away from a run: tables, pictures, weights, the whole run, a report. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { FrameLocator } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Question, readRun, runFile, trainRun } from './support/history';
import { quick, useLab } from './support/lab';
import { repository } from './support/paths';
import { confusionOf, epochRows, openTab, TRAINED } from './support/panel';

const epochs = 2;
const models = ['small', 'tiny'];
const lab = useLab({ ...quick, 'mnistLab.epochs': epochs });

async function chooseInMenu(entry: string): Promise<void> {
  const panel = lab.workbench.panel('editor');
  await panel.getByRole('button', { name: 'More Actions' }).click();
  await panel.getByRole('menuitem', { name: entry }).click();
}

const notices = () => lab.workbench.page.locator('.notification-toast', { hasText: 'Exported to' });

/** Exports by the panel's menu, under a name of our own, and reads what was written. */
async function exported(format: string, name: string): Promise<Buffer> {
  const question = new Question(lab.workbench);
  const path = join(lab.server.workspace, name);
  await chooseInMenu('Export…');
  await question.box.getByText('Export Run').waitFor();
  await question.pick(format);
  await lab.workbench.page.keyboard.press('Enter');
  // The name that is offered has the right end.
  await expect.poll(() => question.input.inputValue()).toMatch(endOf(name));
  await question.answer(path);
  await notices().first().waitFor();
  return written(path);
}

/** A file when it is whole: it is there, empty, before its content is. */
async function written(path: string): Promise<Buffer> {
  let content: Buffer = Buffer.alloc(0);
  await expect
    .poll(async () => {
      const before = content;
      content = await readFile(path).catch(() => Buffer.alloc(0));
      return content.length > 0 && content.equals(before);
    })
    .toBe(true);
  return content;
}

const endOf = (name: string): RegExp => new RegExp(`\\.${name.split('.').at(-1)!}$`);

/** A table of plain fields. */
function rowsOf(csv: Buffer): string[][] {
  const lines = csv.toString().split('\r\n');
  expect(lines.pop()).toBe('');
  return lines.map((line) => line.split(','));
}

/** Width and height of a PNG file. */
function sizeOf(png: Buffer): [number, number] {
  expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  return [png.readUInt32BE(16), png.readUInt32BE(20)];
}

describe('a person takes from a finished run', () => {
  let id: string;
  let panel: FrameLocator;

  beforeAll(async () => {
    id = await trainRun(lab.server, await lab.editor());
  }, TRAINED);

  beforeEach(async () => {
    panel = await lab.editor();
  });

  test('its curves by epoch: what the table on the screen says', async () => {
    await openTab(panel, 'Progress');
    const [header, ...rows] = rowsOf(await exported('Curves by epoch', 'epochs.csv'));
    const column = (name: string): number => header!.indexOf(name);
    expect(rows).toHaveLength(epochs);
    for (const [i, row] of rows.entries()) {
      const cells = epochRows(panel).nth(i).getByRole('gridcell');
      for (const [j, model] of models.entries()) {
        const text = await cells.nth(j).textContent();
        const loss = Number(row[column(`${model}_train_loss`)]);
        const accuracy = Number(row[column(`${model}_test_accuracy`)]);
        expect(text).toContain(loss.toFixed(4));
        expect(text).toContain(`${(accuracy * 100).toFixed(2)}%`);
      }
    }
  });

  test('its curves by batch, to the last digit', async () => {
    const { batchLosses } = await readRun(lab.server, id);
    const [header, ...rows] = rowsOf(await exported('Curves by batch', 'batches.csv'));
    expect(rows).toHaveLength(epochs * 58);
    for (const model of models) {
      const column = header!.indexOf(`${model}_loss`);
      expect(rows.map((row) => Number(row[column]))).toEqual(batchLosses[model]);
    }
  });

  test('its curves as a drawing and as a picture', async () => {
    const svg = await exported('Curves as a drawing', 'curves.svg');
    const page = await lab.browser.newPage();
    await page.goto(`data:image/svg+xml;base64,${svg.toString('base64')}`);
    expect(await page.locator('parsererror').count()).toBe(0);
    const words = (await page.locator('text').allTextContents()).join(' ');
    for (const model of models) expect(words).toContain(model);
    expect(await page.locator('path, polyline').count()).toBeGreaterThan(models.length);
    await page.close();
    const [width, height] = sizeOf(await exported('Curves as a picture', 'curves.png'));
    expect(width).toBeGreaterThan(600);
    // Exports in a row leave one notification.
    expect(await notices().filter({ hasNotText: 'Run-1' }).count()).toBe(1);
    await lab.workbench.screenshot('export-saved');
    expect(height).toBeGreaterThan(300);
  });

  test('its confusion matrices as a table and as a picture', async () => {
    await openTab(panel, 'Confusion');
    const [, ...rows] = rowsOf(await exported('Confusion matrices', 'confusion.csv'));
    for (const model of models) {
      const counts = rows.filter(([name]) => name === model).flatMap((row) => row.slice(2));
      expect(counts.map(Number)).toEqual(await confusionOf(panel, model));
    }
    const png = await exported('Confusion matrices as a picture', 'confusion.png');
    const [width, height] = sizeOf(png);
    expect(width).toBeGreaterThan(height);
  });

  test('the weights as safetensors, and the whole run as JSON', async () => {
    const { workbench, server } = lab;
    const question = new Question(workbench);
    await chooseInMenu('Export…');
    for (const format of ['Last weights', 'Curves by epoch']) await question.pick(format);
    await workbench.page.keyboard.press('Enter');
    await question.takeNetworks();
    await question.exportHere(server.workspace);
    const folder = join(server.workspace, 'Run-1');
    await expect
      .poll(() => readdir(folder).catch(() => []))
      .toEqual(
        expect.arrayContaining(['Run-1-small.safetensors', 'Run-1-tiny.safetensors', 'epochs.csv']),
      );
    expect(await readFile(join(folder, 'epochs.csv'))).toEqual(
      await exported('Curves by epoch', 'the-same.csv'),
    );
    const file = await readFile(join(folder, 'Run-1-tiny.safetensors'));
    const length = Number(file.readBigUInt64LE(0));
    const { __metadata__, ...tensors } = JSON.parse(file.toString('utf8', 8, 8 + length)) as Record<
      string,
      { dtype: string; shape: number[]; data_offsets: [number, number] }
    >;
    expect(__metadata__).toMatchObject({ format: 'pt', weights: 'last' });
    const [convolution] = Object.values(tensors).filter(({ shape }) => shape.length === 4);
    expect(convolution).toMatchObject({ dtype: 'F32', shape: [4, 1, 5, 5] });
    const ends = Object.values(tensors).map(({ data_offsets: [, end] }) => end);
    expect(file.length).toBe(8 + length + Math.max(...ends));
    const kept = await readFile(runFile(server, id, 'weights', 'tiny.safetensors'));
    expect(file.equals(kept)).toBe(true);

    const run = JSON.parse((await exported('The whole run', 'run.json')).toString()) as {
      version: number;
      name: string;
      state: unknown;
    };
    expect(run.version).toBe(4);
    expect(run.name).toBe('Run 1');
    expect(run.state).toEqual(await readRun(server, id));
  });

  test('one of its networks for ONNX Runtime, as the terminal writes it, and nothing is written over unasked', async () => {
    const { workbench, server } = lab;
    const folder = join(server.workspace, 'Run-1');
    const path = join(folder, 'Run-1-tiny.onnx');
    const question = new Question(workbench);
    const dialog = workbench.page.locator('.monaco-dialog-box');
    const again = async (): Promise<void> => {
      await chooseInMenu('Export…');
      await question.pick('Networks for ONNX Runtime');
      await workbench.page.keyboard.press('Enter');
      await question.takeNetworks('small');
      await question.box.getByText('Last weights').click();
      await question.exportHere(server.workspace);
    };
    await again();
    const model = await written(path);
    const [settings, same] = [
      join(server.workspace, 'lab.json'),
      join(server.workspace, 'same.onnx'),
    ];
    await writeFile(settings, JSON.stringify(quick));
    const weights = runFile(server, id, 'weights', 'tiny.safetensors');
    await promisify(execFile)(process.execPath, [
      ...[join(repository, 'dist/cli.js'), 'export', '--settings', settings, '--models', 'tiny'],
      ...['--init', `tiny=${weights}`, '--format', 'onnx', '--out', same],
    ]);
    expect(model.equals(await readFile(same))).toBe(true);
    expect(await readdir(folder)).not.toContain('Run-1-small.onnx');

    await writeFile(path, 'mine');
    await again();
    await dialog.getByText('Run-1-tiny.onnx is in').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await readFile(path, 'utf8')).toBe('mine');
    await again();
    await dialog.getByRole('button', { name: 'Replace' }).click();
    await expect.poll(async () => model.equals(await readFile(path))).toBe(true);
  });

  test('a report, on the clipboard and in a folder with its pictures', async () => {
    const { workbench, server } = lab;
    const question = new Question(workbench);
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await chooseInMenu('Copy Report');
    const copied = () => workbench.page.evaluate('navigator.clipboard.readText()');
    await expect.poll(copied).toMatch(/^# Run 1\n/);
    await workbench.page.getByRole('button', { name: 'Save with Pictures…' }).click();
    await question.pick('mnist-lab-report');
    const toast = workbench.page.locator('.notification-toast', { hasText: 'its pictures are in' });
    await toast.waitFor({ timeout: 30_000 });
    const folder = join(server.workspace, 'mnist-lab-report');
    const report = await readFile(join(folder, 'report.md'), 'utf8');
    expect(await copied()).toBe(report);
    expect(report).toMatch(/^# Run 1\n/);
    for (const picture of ['curves.png', 'confusion.png']) {
      expect(report).toContain(`](${picture})`);
      expect(sizeOf(await readFile(join(folder, picture)))[0]).toBeGreaterThan(300);
    }
    const { accuracy } = (await readRun(server, id)).evaluations.small!;
    expect(report).toContain(`${(accuracy * 100).toFixed(2)}%`);
    await workbench.settle();
    await workbench.screenshot('export-report');
    await toast.getByRole('button', { name: 'Open Report' }).click();
    await workbench.page.locator('.tab', { hasText: 'report.md' }).waitFor();
    await workbench.settle();
    await workbench.screenshot('export-report-open');
  });
});
