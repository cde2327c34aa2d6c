import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { PanelState } from '#shared/protocol/messages';
import type { Answer, Question } from '#shared/protocol/questions';
import type { RunArguments } from '../../../extension/vscode/runs/run-commands';
import type { RunSummary } from '../../../extension/runs/summary';
import { api, configure, stop, train, until } from './steps';

async function execute(
  command: string,
  target?: unknown,
  selected?: unknown,
  answers?: RunArguments,
): Promise<void> {
  await vscode.commands.executeCommand(`mnistLab.${command}`, target, selected, answers);
}

const ask = async (question: Question): Promise<Answer> => (await api()).ask(question);
const runs = async (): Promise<readonly RunSummary[]> => (await api()).runs();

/** Trains one epoch of a network and waits for its end. */
async function trained(seed: number): Promise<RunSummary> {
  await configure({ networks: ['mlp'], epochs: 1, seed });
  await train();
  const { shown } = await until(
    'the run is done',
    ({ training, run }) => !training && run?.status === 'done' && run.run.config.seed === seed,
  );
  const found = (await runs()).find(({ id }) => id === shown?.id);
  assert.ok(found, 'the run is in the history');
  return found;
}

/** The runs that the tests below train, the older one first. */
let first: RunSummary;
let second: RunSummary;

/** Each goes on where the one before it has stopped. */
export const history: Readonly<Record<string, () => Promise<void>>> = {
  'runs are kept, the newest first, with what came of them': async () => {
    first = await trained(1);
    second = await trained(2);
    const known = await runs();
    assert.deepEqual(
      known.slice(0, 2).map(({ id }) => id),
      [second.id, first.id],
    );
    assert.equal(second.status, 'done');
    assert.ok((second.models[0]?.accuracy ?? 0) > 0.1);
    assert.match(second.name, /^Run \d+$/);
  },

  'a run is renamed and pinned, and the panel calls it by its name': async () => {
    await execute('renameRun', first, undefined, { name: '  the first  ' });
    await execute('pinRun', first);
    const [top] = await runs();
    assert.deepEqual([top?.id, top?.name, top?.pinned], [first.id, 'the first', true]);
    await execute('openRun', first.id);
    const { shown } = await until('it is shown', (state) => state.shown?.id === first.id);
    assert.equal(shown?.name, 'the first');
    await execute('unpinRun', first);
    assert.equal((await runs())[0]?.id, second.id);
  },

  'runs lie over one another, with only the settings that differ': async () => {
    await execute('compareRuns', first, [second, first]);
    const { shown, compared } = await until(
      'they are compared',
      (state) => state.compared !== null,
    );
    assert.equal(shown?.id, first.id);
    assert.deepEqual(
      compared?.others.map(({ id }) => id),
      [second.id],
    );
    assert.deepEqual(compared.differences, [{ setting: 'Seed', values: ['1', '2'] }]);
  },

  'the saved networks of a run answer, those of another beside them': async () => {
    const prediction = await ask({ kind: 'predict', image: { index: 0 } });
    assert.ok('actual' in prediction && prediction.actual === 7, 'the first test image is a 7');
    const sum = prediction.probabilities.mlp!.reduce((total, p) => total + p, 0);
    assert.ok(Math.abs(sum - 1) < 1e-4, `probabilities add up to ${sum}`);

    const flips = await ask({ kind: 'flips', model: 'mlp', otherRun: second.id });
    assert.ok('gained' in flips);
    // What one gets right more often than the other is what it gained less what it lost.
    const difference = first.models[0]!.accuracy! - second.models[0]!.accuracy!;
    assert.equal(flips.gained.total - flips.lost.total, Math.round(difference * 10_000));
    await assert.rejects(ask({ kind: 'flips', model: 'mlp', otherRun: '../..' }), /no such run/);
  },

  'Repeat Run gives the same bits': async () => {
    await execute('openRun', first);
    const before = await until('it is shown', ({ shown }) => shown?.id === first.id);
    await configure({ seed: 99, epochs: 3 });
    await execute('runAgain', first.id);
    const known = new Set([first.id, second.id]);
    const after = await until(
      'it has been trained again',
      ({ training, shown, run }) =>
        !training && shown !== null && !known.has(shown.id) && run?.run.config.seed === 1,
    );
    assert.equal(after.run?.status, 'done');
    assert.deepEqual(after.run.batchLosses, before.run?.batchLosses);
    assert.deepEqual(after.run.evaluations.mlp?.confusion, before.run?.evaluations.mlp?.confusion);
    await execute('deleteRun', after.shown?.id, undefined, { confirmed: true });
  },

  'Continue Run goes on to the bits of a run that nobody stopped': async () => {
    await configure({ networks: ['mlp'], epochs: 3, seed: 7, evaluateEachEpoch: true });
    await train();
    const within = await until(
      'it is within its second epoch',
      ({ live, run }) => live && run?.run.config.seed === 7 && run.elapsed.length > 60,
    );
    await stop();
    const stopped = await until('it has stopped', ({ training }) => !training);
    assert.equal(stopped.run?.status, 'stopped');
    const { id } = stopped.shown!;
    assert.deepEqual(id, within.shown!.id);
    await until('it can go on', ({ shown }) => shown?.continuation === 'continue');

    await execute('continueRun', id);
    const gone = await until(
      'it is done',
      ({ training, run }) => !training && run?.status === 'done',
    );
    assert.equal(gone.shown?.id, id, 'it is the same run');
    await train();
    const whole = await until(
      'the other one is done',
      ({ training, shown, run }) => !training && shown?.id !== id && run?.status === 'done',
    );
    assert.deepEqual(gone.run!.batchLosses, whole.run!.batchLosses);
    assert.deepEqual(gone.run!.tests, whole.run!.tests);
    assert.deepEqual(gone.run!.evaluations.mlp?.confusion, whole.run!.evaluations.mlp?.confusion);
    assert.equal(gone.run!.marks.length, 1);
    assert.deepEqual(whole.run!.marks, []);

    const longer = async (run: string): Promise<PanelState> => {
      await execute('openRun', run);
      await until('it can be trained longer', ({ shown }) => shown?.continuation === 'longer');
      await execute('trainLonger', run, undefined, { epochs: 1 });
      return until(
        'it has had a fourth epoch',
        ({ training, shown, run: state }) =>
          !training && shown?.id === run && state?.status === 'done' && state.epochs.length === 4,
      );
    };
    const [one, other] = [await longer(id), await longer(whole.shown!.id)];
    assert.deepEqual(one.run!.tests, other.run!.tests);
    assert.equal(one.run!.tests.length, 4);
    assert.deepEqual(
      one.run!.marks.map((mark) => [mark.epoch, mark.longer]),
      [
        [gone.run!.marks[0]!.epoch, false],
        [3, true],
      ],
    );
    await configure({ evaluateEachEpoch: undefined });
    for (const run of [id, whole.shown!.id]) {
      await execute('deleteRun', run, undefined, { confirmed: true });
    }
  },

  'an older run is looked at while another trains': async () => {
    await configure({ networks: ['mlp'], epochs: 100, seed: 3 });
    await train();
    const live = await until('it runs', ({ live, run }) => live && run?.status === 'running');
    assert.notEqual(live.run?.run.config.seed, 1);
    const { shown } = await until('it is in the history', ({ shown }) => shown !== null);
    const id = shown!.id;

    await execute('openRun', first);
    const older = await until('the older one is shown', ({ shown }) => shown?.id === first.id);
    assert.deepEqual([older.live, older.training, older.run?.status], [false, true, 'done']);
    assert.ok('actual' in (await ask({ kind: 'predict', image: { index: 1 } })));

    await execute('openRun', id);
    await until('the live one is shown again', (state) => state.live && state.shown?.id === id);
    assert.ok('actual' in (await ask({ kind: 'predict', image: { index: 1 } })));
    await execute('deleteRun', id, undefined, { confirmed: true });
    assert.ok(
      (await runs()).some((run) => run.id === id),
      'a run in training is not deleted',
    );
  },

  'a run pauses and goes on': async () => {
    await execute('pause');
    const paused = await until('it has paused', ({ run }) => run?.status === 'paused');
    const batches = paused.run!.elapsed.length;
    // That no batch passes takes time to see.
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal((await runs()).find(({ id }) => id === paused.shown?.id)?.status, 'paused');
    const { run } = await (await api()).state();
    assert.equal(run?.elapsed.length, batches);
    await execute('resume');
    await until('it goes on', ({ run }) => run!.elapsed.length > batches);
    await stop();
    const { shown } = await until('it has stopped', ({ training }) => !training);
    await execute('deleteRun', shown?.id, undefined, { confirmed: true });
    assert.ok(!(await runs()).some(({ id }) => id === shown?.id));
  },

  'a run is exported, and reported on the clipboard': async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mnist-lab-export-'));
    const to = (name: string): vscode.Uri => vscode.Uri.file(join(folder, name));
    await execute('exportRun', first, undefined, { formats: ['epochs.csv'], to: to('e.csv') });
    await execute('exportRun', first, undefined, { formats: ['run.json'], to: to('run.json') });
    await execute('exportRun', first, undefined, { formats: ['weights'], to: to('weights') });
    const [header, row, end] = (await readFile(join(folder, 'e.csv'), 'utf8')).split('\r\n');
    assert.equal(header, 'epoch,mlp_train_loss,mlp_test_loss,mlp_test_accuracy,mlp_seconds');
    assert.equal(Number(row!.split(',')[3]), first.models[0]!.accuracy);
    assert.equal(end, '');
    const json = JSON.parse(await readFile(join(folder, 'run.json'), 'utf8')) as { name: string };
    assert.equal(json.name, 'the first');
    assert.deepEqual(await readdir(join(folder, 'weights')), ['the-first-mlp.safetensors']);

    await execute('copyReport', first, undefined, { to: to('report') });
    const text = await vscode.env.clipboard.readText();
    assert.match(text, /^# the first\n/);
    assert.equal(await readFile(join(folder, 'report/report.md'), 'utf8'), text);
    for (const name of ['curves.png', 'confusion.png']) {
      assert.ok(text.includes(`](${name})`), `the report shows ${name}`);
      const picture = await readFile(join(folder, 'report', name));
      assert.equal(picture.toString('latin1', 1, 4), 'PNG');
    }
    await execute('exportRun', first, undefined, { formats: ['curves.svg'], to: to('c.svg') });
    assert.match(await readFile(join(folder, 'c.svg'), 'utf8'), /<svg [^]*<\/svg>\s*$/);
    await rm(folder, { recursive: true });
  },

  'deleted runs are gone, and the panel shows the newest that is left': async () => {
    await execute('openRun', first);
    await execute('deleteRun', first, [first, second], { confirmed: true });
    const left = await runs();
    assert.ok(!left.some(({ id }) => id === first.id || id === second.id));
    const { shown } = await until('another is shown', (state) => state.shown?.id !== first.id);
    assert.equal(shown?.id, left[0]?.id);
    await configure({ networks: undefined, epochs: undefined, seed: undefined });
  },
};
